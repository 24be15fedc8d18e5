package io.troop.control.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/// Reads and changes `workspace`; in SQL as [RevisionRows] does.
interface WorkspaceRows extends Repository<WorkspaceRow, WorkspaceRow.Id> {

  @NativeQuery("select * from workspace where control_plane = :controlPlane order by id")
  List<WorkspaceRow> all(UUID controlPlane);

  Optional<WorkspaceRow> findById(WorkspaceRow.Id key);

  @NativeQuery("select * from workspace where control_plane = :controlPlane and id = :id")
  Optional<WorkspaceRow> withId(UUID controlPlane, UUID id);

  WorkspaceRow save(WorkspaceRow row);

  void delete(WorkspaceRow row);
}
