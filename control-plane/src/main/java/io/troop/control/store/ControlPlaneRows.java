package io.troop.control.store;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.data.repository.Repository;

/// Reads and changes `control_plane`.
interface ControlPlaneRows extends Repository<ControlPlaneRow, UUID> {

  List<ControlPlaneRow> findAllByOrderByName();

  Optional<ControlPlaneRow> findById(UUID id);

  Optional<ControlPlaneRow> findByName(String name);

  ControlPlaneRow save(ControlPlaneRow row);

  void deleteById(UUID id);
}
