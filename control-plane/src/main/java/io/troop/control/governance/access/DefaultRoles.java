package io.troop.control.governance.access;

import io.troop.control.governance.access.Permission.OnEndpoint;
import io.troop.control.governance.access.Permission.OnEntity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// The roles that are there from the start, and those that every workspace gets. *Stateless.*
final class DefaultRoles {

  static final String SUPER_ADMIN = "super-admin";

  /// What users and roles are handled by.
  private static final List<String> CLOSED = List.of("/admins", "/rbac");

  private static final int DEEPEST = 5;

  private DefaultRoles() {}

  static List<Role> ofInstallation(String workspace, Instant now) {
    return roles(workspace, "", Grants.ANY, now);
  }

  static List<Role> ofWorkspace(String workspace, Instant now) {
    return roles(workspace, "workspace-", workspace, now);
  }

  private static List<Role> roles(String home, String prefix, String about, Instant now) {
    String where = about.equals(Grants.ANY) ? "all workspaces" : "the workspace " + about;
    return List.of(
        role(
            home,
            prefix + "read-only",
            "Read access in " + where,
            List.of(any(about, Set.of(Action.READ), now)),
            entities(about, Set.of(Action.READ), now),
            now),
        role(
            home,
            prefix + "admin",
            "Full access in " + where + ", without RBAC",
            withoutRbac(about, now),
            entities(about, Action.ALL, now),
            now),
        role(
            home,
            prefix + SUPER_ADMIN,
            "Full access in " + where,
            List.of(any(about, Action.ALL, now)),
            entities(about, Action.ALL, now),
            now));
  }

  private static Role role(
      String home,
      String name,
      String comment,
      List<OnEndpoint> endpoints,
      List<OnEntity> entities,
      Instant now) {
    return new Role(UUID.randomUUID(), home, name, comment, false, endpoints, entities, now, now);
  }

  private static OnEndpoint any(String workspace, Set<Action> actions, Instant now) {
    return new OnEndpoint(workspace, Grants.ANY, actions, false, null, now);
  }

  private static List<OnEntity> entities(String about, Set<Action> actions, Instant now) {
    String type = about.equals(Grants.ANY) ? "wildcard" : Grants.WORKSPACES;
    return List.of(new OnEntity(about, type, actions, false, null, now));
  }

  private static List<OnEndpoint> withoutRbac(String workspace, Instant now) {
    List<OnEndpoint> entries = new ArrayList<>();
    entries.add(any(workspace, Action.ALL, now));
    for (String closed : CLOSED) {
      StringBuilder path = new StringBuilder(closed);
      for (int i = 0; i <= DEEPEST; i++) {
        entries.add(new OnEndpoint(workspace, path.toString(), Action.ALL, true, null, now));
        path.append("/*");
      }
    }
    return List.copyOf(entries);
  }
}
