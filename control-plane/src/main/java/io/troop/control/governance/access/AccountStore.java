package io.troop.control.governance.access;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Users and roles in the database, and a copy in memory that is at most a second old.
/// *Thread-safe.* A change by this process is seen by it at once.
@Component
class AccountStore {

  private static final Duration FRESH = Duration.ofSeconds(1);

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final InstantSource clock;
  private final AtomicLong changes = new AtomicLong();
  private volatile @Nullable Copy copy;

  /// @param change the number of this process's change that it was read after
  private record Copy(Accounts accounts, Instant checkedAt, long change) {}

  AccountStore(JdbcClient database, PlatformTransactionManager transactions, InstantSource clock) {
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.clock = clock;
  }

  /// All users and roles.
  Accounts accounts() {
    Copy seen = copy;
    Instant now = clock.instant();
    long change = changes.get();
    if (seen != null
        && seen.change() == change
        && now.isBefore(seen.checkedAt().plus(FRESH))
        && !now.isBefore(seen.checkedAt())) {
      return seen.accounts();
    }
    Accounts found =
        seen != null && seen.accounts().version() == version()
            ? seen.accounts()
            : Objects.requireNonNull(transaction.execute(_ -> read()));
    copy = new Copy(found, now, change);
    return found;
  }

  private long version() {
    return database.sql("select number from rbac_version").query(Long.class).single();
  }

  /// Makes a change: all of it or nothing. Changes wait for each other, so that what was checked
  /// within one still holds when it is done.
  <T> T change(Supplier<T> work) {
    T done =
        transaction.execute(_ -> {
          database.sql("update rbac_version set number = number + 1").update();
          return work.get();
        });
    // A copy that was read before, and is put down only now, counts no more.
    changes.incrementAndGet();
    return done;
  }

  /// Users and roles within a change.
  Accounts read() {
    Map<UUID, Set<UUID>> rolesOf = new HashMap<>();
    database
        .sql("select rbac_user, role from rbac_user_role")
        .query(row -> {
          rolesOf
              .computeIfAbsent(row.getObject(1, UUID.class), _ -> new HashSet<>())
              .add(row.getObject(2, UUID.class));
        });
    Map<UUID, User> users = new HashMap<>();
    Map<String, User> byName = new HashMap<>();
    Map<String, List<User>> byIdent = new HashMap<>();
    for (User user :
        database.sql("select * from rbac_user").query((row, _) -> user(row, rolesOf)).list()) {
      users.put(user.id(), user);
      byName.put(user.name(), user);
      if (user.ident() != null) {
        byIdent.computeIfAbsent(user.ident(), _ -> new ArrayList<>()).add(user);
      }
    }
    return new Accounts(version(), users, roles(), byName, byIdent);
  }

  private Map<UUID, Role> roles() {
    Map<UUID, List<Permission.OnEndpoint>> endpoints = new HashMap<>();
    database
        .sql("select * from rbac_role_endpoint order by workspace, endpoint")
        .query(row -> {
          endpoints.computeIfAbsent(id(row, "role"), _ -> new ArrayList<>()).add(endpoint(row));
        });
    Map<UUID, List<Permission.OnEntity>> entities = new HashMap<>();
    database
        .sql("select * from rbac_role_entity order by entity_id")
        .query(row -> {
          entities.computeIfAbsent(id(row, "role"), _ -> new ArrayList<>()).add(entity(row));
        });
    Map<UUID, Role> roles = new HashMap<>();
    database
        .sql("select * from rbac_role")
        .query(row -> {
          UUID id = id(row, "id");
          roles.put(
              id,
              new Role(
                  id,
                  row.getString("workspace"),
                  row.getString("name"),
                  row.getString("comment"),
                  row.getBoolean("is_default"),
                  List.copyOf(endpoints.getOrDefault(id, List.of())),
                  List.copyOf(entities.getOrDefault(id, List.of())),
                  moment(row, "created_at"),
                  moment(row, "updated_at")));
        });
    return roles;
  }

  private static User user(ResultSet row, Map<UUID, Set<UUID>> rolesOf) throws SQLException {
    UUID id = id(row, "id");
    Timestamp expires = row.getTimestamp("token_expires_at");
    return new User(
        id,
        row.getString("workspace"),
        row.getString("name"),
        row.getString("comment"),
        row.getBoolean("enabled"),
        row.getString("token_hash"),
        row.getString("token_ident"),
        expires == null ? null : expires.toInstant(),
        row.getString("password_hash"),
        Set.copyOf(rolesOf.getOrDefault(id, Set.of())),
        moment(row, "created_at"),
        moment(row, "updated_at"));
  }

  private static Permission.OnEndpoint endpoint(ResultSet row) throws SQLException {
    return new Permission.OnEndpoint(
        row.getString("workspace"),
        row.getString("endpoint"),
        Action.ofBits(row.getInt("actions")),
        row.getBoolean("negative"),
        row.getString("comment"),
        moment(row, "created_at"));
  }

  private static Permission.OnEntity entity(ResultSet row) throws SQLException {
    return new Permission.OnEntity(
        row.getString("entity_id"),
        row.getString("entity_type"),
        Action.ofBits(row.getInt("actions")),
        row.getBoolean("negative"),
        row.getString("comment"),
        moment(row, "created_at"));
  }

  private static UUID id(ResultSet row, String column) throws SQLException {
    return row.getObject(column, UUID.class);
  }

  private static Instant moment(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  // Writing. Every method runs within a change.

  void put(User user) {
    database
        .sql(
            """
            insert into rbac_user (id, workspace, name, comment, enabled, token_hash, token_ident,
              token_expires_at, password_hash, created_at, updated_at)
            values (:id, :workspace, :name, :comment, :enabled, :token, :ident, :expires, :password,
              :created, :updated)
            on conflict (id) do update set name = :name, comment = :comment, enabled = :enabled,
              token_hash = :token, token_ident = :ident, token_expires_at = :expires,
              password_hash = :password, updated_at = :updated
            """)
        .param("id", user.id())
        .param("workspace", user.workspace())
        .param("name", user.name())
        .param("comment", user.comment())
        .param("enabled", user.enabled())
        .param("token", user.token())
        .param("ident", user.ident())
        .param(
            "expires", user.tokenExpiresAt() == null ? null : Timestamp.from(user.tokenExpiresAt()))
        .param("password", user.password())
        .param("created", Timestamp.from(user.createdAt()))
        .param("updated", Timestamp.from(user.updatedAt()))
        .update();
    database.sql("delete from rbac_user_role where rbac_user = ?").param(user.id()).update();
    for (UUID role : user.roles()) {
      database
          .sql("insert into rbac_user_role values (?, ?)")
          .param(user.id())
          .param(role)
          .update();
    }
  }

  void deleteUser(UUID id) {
    database.sql("delete from rbac_user where id = ?").param(id).update();
  }

  /// Puts a role with exactly these permissions.
  void put(Role role) {
    database
        .sql(
            """
            insert into rbac_role values (:id, :workspace, :name, :comment, :default, :created, :updated)
            on conflict (id) do update set name = :name, comment = :comment, updated_at = :updated
            """)
        .param("id", role.id())
        .param("workspace", role.workspace())
        .param("name", role.name())
        .param("comment", role.comment())
        .param("default", role.isDefault())
        .param("created", Timestamp.from(role.createdAt()))
        .param("updated", Timestamp.from(role.updatedAt()))
        .update();
    database.sql("delete from rbac_role_endpoint where role = ?").param(role.id()).update();
    database.sql("delete from rbac_role_entity where role = ?").param(role.id()).update();
    for (Permission.OnEndpoint each : role.endpoints()) {
      database
          .sql("insert into rbac_role_endpoint values (?, ?, ?, ?, ?, ?, ?)")
          .param(role.id())
          .param(each.workspace())
          .param(each.endpoint())
          .param(Action.bits(each.actions()))
          .param(each.negative())
          .param(each.comment())
          .param(Timestamp.from(each.createdAt()))
          .update();
    }
    for (Permission.OnEntity each : role.entities()) {
      database
          .sql("insert into rbac_role_entity values (?, ?, ?, ?, ?, ?, ?)")
          .param(role.id())
          .param(each.entity())
          .param(each.type())
          .param(Action.bits(each.actions()))
          .param(each.negative())
          .param(each.comment())
          .param(Timestamp.from(each.createdAt()))
          .update();
    }
  }

  void deleteRole(UUID id) {
    database.sql("delete from rbac_role where id = ?").param(id).update();
  }
}
