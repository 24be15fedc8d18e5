package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.governance.audit.ObjectLog;
import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Workspaces;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// The users that stand for people of an OpenID provider: made at the first sign-in, with the roles
/// that their groups lead to, which are looked at anew at every one. *Thread-safe.*
@Component
class OidcUsers {

  private final JdbcClient database;
  private final AccountStore store;
  private final ObjectLog log;
  private final ControlPlanes controlPlanes;
  private final InstantSource clock;

  OidcUsers(
      JdbcClient database,
      AccountStore store,
      ObjectLog log,
      ControlPlanes controlPlanes,
      InstantSource clock) {
    this.database = database;
    this.store = store;
    this.log = log;
    this.controlPlanes = controlPlanes;
    this.clock = clock;
  }

  /// The user for somebody who signed in; one without roles when their groups lead to none any
  /// more.
  ///
  /// @throws AdminErrors.Refused for somebody new when no group leads to a role, or when the name
  ///   is that of another user: nobody becomes somebody by being called so elsewhere
  User of(OidcSettings settings, Map<?, ?> claims) {
    String subject = String.valueOf(claims.get("sub"));
    return Objects.requireNonNull(
        store.change(() -> {
          Accounts accounts = store.read();
          Set<UUID> roles = roles(settings, accounts, claims.get(settings.groupsClaim()));
          Optional<User> known = known(settings.issuer(), subject).flatMap(accounts::user);
          if (known.isPresent()) {
            return again(known.get(), roles);
          }
          if (roles.isEmpty()) {
            throw refused("no group of yours leads to a role here");
          }
          Object named = claims.get(settings.nameClaim());
          String name = named instanceof String text && !text.isBlank() ? text : subject;
          if (accounts.user(name).isPresent()) {
            throw refused("there is another user called " + name);
          }
          return made(settings.issuer(), subject, name, roles);
        }));
  }

  private static AdminErrors.Refused refused(String why) {
    return new AdminErrors.Refused(Answer.message(403, why));
  }

  private Optional<UUID> known(String issuer, String subject) {
    return database
        .sql("select rbac_user from oidc_identity where issuer = ? and subject = ?")
        .param(issuer)
        .param(subject)
        .query(UUID.class)
        .optional();
  }

  private static Set<UUID> roles(
      OidcSettings settings, Accounts accounts, @Nullable Object groups) {
    List<?> all =
        groups instanceof List<?> list ? list : groups == null ? List.of() : List.of(groups);
    Set<UUID> roles = new HashSet<>();
    for (Object group : all) {
      String role = settings.roles().get(String.valueOf(group));
      if (role != null) {
        accounts.role(Workspaces.DEFAULT, role).map(Role::id).ifPresent(roles::add);
      }
    }
    return roles;
  }

  private User again(User known, Set<UUID> roles) {
    if (known.roles().equals(roles)) {
      return known;
    }
    User changed = known.withRoles(roles, clock.instant());
    store.put(changed);
    record("update", changed);
    return changed;
  }

  private User made(String issuer, String subject, String name, Set<UUID> roles) {
    Instant now = clock.instant();
    User user =
        new User(
            UUID.randomUUID(),
            Workspaces.DEFAULT,
            name,
            "signs in at " + issuer,
            true,
            null,
            null,
            null,
            null,
            Set.copyOf(roles),
            now,
            now);
    store.put(user);
    database
        .sql("insert into oidc_identity values (?, ?, ?)")
        .param(user.id())
        .param(issuer)
        .param(subject)
        .update();
    record("create", user);
    return user;
  }

  private void record(String operation, User user) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", user.id().toString());
    shown.put("name", user.name());
    shown.put("comment", String.valueOf(user.comment()));
    shown.put("roles", user.roles().stream().map(UUID::toString).sorted().toList());
    log.record(controlPlanes.first(), "rbac_users", operation, user.id().toString(), shown);
  }
}
