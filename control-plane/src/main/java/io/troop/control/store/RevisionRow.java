package io.troop.control.store;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/// A row of `revision`. Written by [Journal], never changed.
@Entity
@Immutable
@Table(name = "revision")
@NullUnmarked // Filled by the persistence provider.
class RevisionRow {

  @Embeddable
  record Id(
      @Column(name = "control_plane") UUID controlPlane, @Column(name = "number") long number) {}

  @EmbeddedId Id id;

  @Column Long parent;
  @Column byte[] root;
  @Column byte[] signature;
  @Column String author;
  @Column String message;
  @Column int changes;

  @Column(name = "created_at")
  Instant createdAt;
}
