package io.troop.control.governance.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A name for permissions that users get together. *Immutable.*
///
/// @param isDefault whether it is the role that a user has for themselves
public record Role(
    UUID id,
    String workspace,
    String name,
    @Nullable String comment,
    boolean isDefault,
    List<Permission.OnEndpoint> endpoints,
    List<Permission.OnEntity> entities,
    Instant createdAt,
    Instant updatedAt) {

  Role withEndpoints(List<Permission.OnEndpoint> wanted, Instant now) {
    return new Role(
        id, workspace, name, comment, isDefault, List.copyOf(wanted), entities, createdAt, now);
  }

  Role withEntities(List<Permission.OnEntity> wanted, Instant now) {
    return new Role(
        id, workspace, name, comment, isDefault, endpoints, List.copyOf(wanted), createdAt, now);
  }
}
