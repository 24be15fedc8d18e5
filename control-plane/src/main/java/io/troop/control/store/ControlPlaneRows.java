package io.troop.control.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/// Reads and changes `control_plane`.
interface ControlPlaneRows extends Repository<ControlPlaneRow, UUID> {

  List<ControlPlaneRow> findAllByOrderByName();

  Optional<ControlPlaneRow> findById(UUID id);

  Optional<ControlPlaneRow> findByName(String name);

  @Query(value = "select * from control_plane order by created_at, id limit 1", nativeQuery = true)
  Optional<ControlPlaneRow> oldest();

  ControlPlaneRow save(ControlPlaneRow row);

  void deleteById(UUID id);
}
