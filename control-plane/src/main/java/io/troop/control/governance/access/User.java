package io.troop.control.governance.access;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who uses the Admin API. *Immutable.*
///
/// @param workspace where the user was made
/// @param token what the user's token hashes to; null for a user without one
/// @param ident how the row of a token is found; null without a token
/// @param password what the user's password hashes to; null for a user who can't sign in
public record User(
    UUID id,
    String workspace,
    String name,
    @Nullable String comment,
    boolean enabled,
    @Nullable String token,
    @Nullable String ident,
    @Nullable Instant tokenExpiresAt,
    @Nullable String password,
    Set<UUID> roles,
    Instant createdAt,
    Instant updatedAt) {

  /// The same user with other roles.
  User withRoles(Set<UUID> wanted, Instant now) {
    return new User(
        id,
        workspace,
        name,
        comment,
        enabled,
        token,
        ident,
        tokenExpiresAt,
        password,
        Set.copyOf(wanted),
        createdAt,
        now);
  }

  /// Without the hashes.
  @Override
  public String toString() {
    return name + " (" + id + ")";
  }
}
