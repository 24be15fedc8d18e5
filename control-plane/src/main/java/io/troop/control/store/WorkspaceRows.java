package io.troop.control.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Reads and changes `workspace`.
interface WorkspaceRows extends Repository<WorkspaceRow, WorkspaceRow.Id> {

  @Query("from WorkspaceRow w where w.key.controlPlane = :controlPlane order by w.id")
  List<WorkspaceRow> all(UUID controlPlane);

  Optional<WorkspaceRow> findById(WorkspaceRow.Id key);

  @Query("from WorkspaceRow w where w.key.controlPlane = :controlPlane and w.id = :id")
  Optional<WorkspaceRow> withId(UUID controlPlane, UUID id);

  WorkspaceRow save(WorkspaceRow row);

  void delete(WorkspaceRow row);
}
