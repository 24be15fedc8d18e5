package io.troop.control.governance.access;

import io.troop.control.admin.AdminErrors;
import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.governance.audit.ObjectLog;
import io.troop.control.store.ControlPlanes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// Changes users and roles, under three laws: nobody hands out more than they have, nobody touches
/// who has more than they have, and the last one who can do everything stays. *Thread-safe.*
@Component
final class RbacEditor {

  private static final String USERS = "rbac_users";
  private static final String ROLES = "rbac_roles";

  private final AccountStore store;
  private final AccessSettings settings;
  private final ObjectLog log;
  private final ControlPlanes controlPlanes;

  RbacEditor(
      AccountStore store, AccessSettings settings, ObjectLog log, ControlPlanes controlPlanes) {
    this.store = store;
    this.settings = settings;
    this.log = log;
    this.controlPlanes = controlPlanes;
  }

  /// Makes a change of users and roles as they are; all of it or nothing.
  <T> T change(Call call, Function<Change, T> work) {
    return store.change(() -> {
      Accounts before = store.read();
      T done = work.apply(new Change(call, before));
      if (hasMaster(before) && !hasMaster(store.read())) {
        throw new AdminErrors.Refused(
            Answer.message(
                400, "this would leave nobody who can do everything; make another one first"));
      }
      return done;
    });
  }

  /// Whether somebody can sign in and do everything, without an end to that: the last one does not
  /// leave by the passing of time either.
  private static boolean hasMaster(Accounts accounts) {
    return accounts.users().values().stream()
        .filter(User::enabled)
        .filter(user ->
            user.password() != null || (user.token() != null && user.tokenExpiresAt() == null))
        .map(accounts::grants)
        .anyMatch(grants ->
            Action.ALL.stream()
                .allMatch(action ->
                    grants.allowsEverywhere(List.of("rbac", "users"), action)
                        && grants.allowsEverywhere(List.of(Grants.ANY), action)));
  }

  /// One change in the making. *Confined to its thread.*
  final class Change {
    private final Call call;
    private final Accounts accounts;
    private final @Nullable Grants mine;

    private Change(Call call, Accounts accounts) {
      this.call = call;
      this.accounts = accounts;
      this.mine =
          settings.enforced()
              ? Optional.ofNullable(call.caller().user())
                  .flatMap(accounts::user)
                  .map(accounts::grants)
                  .orElseThrow(Identities::refused)
              : null;
    }

    Accounts accounts() {
      return accounts;
    }

    void put(@Nullable User before, User after) {
      if (before == null) {
        isNew(after.id(), accounts.users());
      } else if (!isMe(before)) {
        mustInclude(accounts.grants(before));
      }
      mustInclude(accounts.grants(after));
      store.put(after);
      record(USERS, before == null, after.id(), document(after));
    }

    void delete(User user) {
      mustInclude(accounts.grants(user));
      store.deleteUser(user.id());
      log.record(controlPlanes.first(), USERS, "delete", user.id().toString(), document(user));
    }

    void put(@Nullable Role before, Role after) {
      if (before == null) {
        isNew(after.id(), accounts.roles());
      } else {
        mustInclude(Grants.of(List.of(before)));
      }
      mustInclude(Grants.of(List.of(after)));
      store.put(after);
      record(ROLES, before == null, after.id(), document(after));
    }

    void delete(Role role) {
      mustInclude(Grants.of(List.of(role)));
      store.deleteRole(role.id());
      log.record(controlPlanes.first(), ROLES, "delete", role.id().toString(), document(role));
    }

    /// Ids are unique among all workspaces: nobody takes that of another one's.
    private static void isNew(UUID id, Map<UUID, ?> all) {
      if (all.containsKey(id)) {
        throw new AdminErrors.Refused(
            Answer.message(409, "UNIQUE violation detected on '{id=\"" + id + "\"}'"));
      }
    }

    /// Puts on record what else belongs to the change.
    void note(
        String kind, boolean isNew, UUID id, Map<String, ? extends @Nullable Object> document) {
      record(kind, isNew, id, document);
    }

    private boolean isMe(User user) {
      return user.id().equals(call.caller().user());
    }

    private void mustInclude(Grants wanted) {
      if (mine != null && !mine.includes(wanted)) {
        throw new AdminErrors.Refused(
            Answer.message(
                403,
                call.caller().name()
                    + ", you do not have permissions to give or touch what you don't have"));
      }
    }
  }

  private void record(
      String kind, boolean isNew, UUID id, Map<String, ? extends @Nullable Object> document) {
    log.record(controlPlanes.first(), kind, isNew ? "create" : "update", id.toString(), document);
  }

  private static Map<String, @Nullable Object> document(User user) {
    Map<String, @Nullable Object> document = RbacView.user(user);
    document.remove("user_token");
    document.put("roles", user.roles().stream().map(UUID::toString).sorted().toList());
    return document;
  }

  private static Map<String, @Nullable Object> document(Role role) {
    Map<String, @Nullable Object> document = RbacView.role(role);
    document.put("permissions", RbacView.permissions(List.of(role)));
    return document;
  }
}
