package io.troop.control.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;

/// A row of `control_plane`, but for the head, which belongs to [Journal].
@Entity
@Table(name = "control_plane")
@NullUnmarked // Filled by the persistence provider.
class ControlPlaneRow {

  @Id UUID id;
  @Column String name;
  @Column String description;

  @JdbcTypeCode(SqlTypes.JSON)
  String labels;

  @JdbcTypeCode(SqlTypes.JSON)
  String profile;

  @Column(name = "created_at", updatable = false)
  Instant createdAt;

  @Column(name = "updated_at")
  Instant updatedAt;
}
