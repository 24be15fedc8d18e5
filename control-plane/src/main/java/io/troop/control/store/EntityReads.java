package io.troop.control.store;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;

/// Where committed entities are read.
@Service
public class EntityReads {

  private final JdbcTemplate jdbc;
  private final SecretFields secrets;
  private final KeyDigests digests;
  private final EntitySpecs specs;
  private final History history;

  EntityReads(
      JdbcTemplate jdbc,
      SecretFields secrets,
      KeyDigests digests,
      EntitySpecs specs,
      History history) {
    this.digests = digests;
    this.jdbc = jdbc;
    this.secrets = secrets;
    this.specs = specs;
    this.history = history;
  }

  /// The entities of a control plane as they are.
  public Entities now(UUID controlPlane) {
    return new CurrentEntities(jdbc, secrets, digests, controlPlane);
  }

  /// The entities of a control plane as they were; empty when there was no such revision.
  public Optional<Entities> at(UUID controlPlane, long revision) {
    return history.image(controlPlane, revision).map(image -> new PastEntities(specs, image));
  }
}
