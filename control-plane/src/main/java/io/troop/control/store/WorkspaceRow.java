package io.troop.control.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;

/// A row of `workspace`.
@Entity
@Table(name = "workspace")
@NullUnmarked // Filled by the persistence provider.
class WorkspaceRow {

  @Embeddable
  record Id(@Column(name = "control_plane") UUID controlPlane, String name) {}

  @EmbeddedId Id key;
  @Column UUID id;

  @JdbcTypeCode(SqlTypes.JSON)
  String document;
}
