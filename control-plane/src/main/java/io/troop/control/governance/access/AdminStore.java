package io.troop.control.governance.access;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// What is known of users who are administrators, beyond what a user has. *Thread-safe.*
@Component
class AdminStore {

  private final JdbcClient database;

  AdminStore(JdbcClient database) {
    this.database = database;
  }

  /// An administrator.
  ///
  /// @param user who that is; also the administrator's id
  /// @param email null for one who told none
  /// @param customId null for one without
  record Admin(UUID user, @Nullable String email, @Nullable String customId) {}

  /// All of them, by their user.
  Map<UUID, Admin> all() {
    Map<UUID, Admin> all = new HashMap<>();
    database
        .sql("select rbac_user, email, custom_id from rbac_admin")
        .query(row -> {
          Admin admin = new Admin(row.getObject(1, UUID.class), row.getString(2), row.getString(3));
          all.put(admin.user(), admin);
        });
    return all;
  }

  /// Adds one or changes one. Runs within a change of accounts.
  void put(Admin admin) {
    database
        .sql(
            "insert into rbac_admin values (?, ?, ?) on conflict (rbac_user) do update"
                + " set email = excluded.email, custom_id = excluded.custom_id")
        .param(admin.user())
        .param(admin.email())
        .param(admin.customId())
        .update();
  }
}
