package io.troop.control.governance.access;

import io.troop.control.governance.access.Permission.OnEndpoint;
import io.troop.control.governance.access.Permission.OnEntity;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/// All permissions of one user, and how they are weighed against each other. *Immutable.*
///
/// The most specific entry that speaks of the action decides: this endpoint in this workspace, this
/// endpoint in all workspaces, any endpoint in this workspace, any endpoint anywhere. Of patterns
/// with wildcards the one with more plain segments is more specific. Of equals, the negative wins.
/// What no entry speaks of is forbidden.
record Grants(List<OnEndpoint> endpoints, List<OnEntity> entities) {

  static final String ANY = "*";

  /// The type of an entry about everything in a workspace, which goes by its name.
  static final String WORKSPACES = "workspaces";

  static Grants of(List<Role> roles) {
    return new Grants(
        roles.stream().flatMap(role -> role.endpoints().stream()).toList(),
        roles.stream().flatMap(role -> role.entities().stream()).toList());
  }

  /// Whether a call may be made.
  ///
  /// @param workspace where, in the words of a permission
  /// @param path its segments below the workspace
  boolean allows(String workspace, List<String> path, Action action) {
    long best = -1;
    boolean allowed = false;
    for (OnEndpoint entry : endpoints) {
      if (!entry.actions().contains(action) || !covers(entry.workspace(), workspace)) {
        continue;
      }
      int plain = plainSegments(entry.endpoint(), path);
      if (plain < 0) {
        continue;
      }
      boolean any = entry.endpoint().equals(ANY);
      boolean here = !entry.workspace().equals(ANY);
      // Kong: the workspace goes before the wording of the path, but after any wording of it.
      long rank = (any ? 0 : 1_000_000L) + (here ? 500_000L : 0) + plain * 10L;
      if (here && entry.workspace().endsWith(":" + ANY)) {
        rank -= 1;
      }
      if (rank > best) {
        best = rank;
        allowed = !entry.negative();
      } else if (rank == best && entry.negative()) {
        allowed = false;
      }
    }
    return allowed;
  }

  /// Whether a call about all workspaces at once may be made: an entry for one workspace does not
  /// count.
  boolean allowsEverywhere(List<String> path, Action action) {
    return allows(ANY, path, action);
  }

  /// Whether an entry keeps something from them that a call about everything would touch: all that
  /// is in one workspace, or some of it, or one kind of entities in all of them. A call that reads
  /// must not read that, one that changes may not change it in any way.
  ///
  /// @param isAboutEntities whether an endpoint is
  boolean excludesAny(Action action, Predicate<String> isAboutEntities) {
    return endpoints.stream()
        .filter(OnEndpoint::negative)
        .filter(entry ->
            action == Action.READ
                ? entry.actions().contains(Action.READ)
                : entry.actions().stream().anyMatch(each -> each != Action.READ))
        .anyMatch(entry ->
            isAboutEntities.test(entry.endpoint())
                || (entry.endpoint().equals(ANY) && !entry.workspace().equals(ANY)));
  }

  /// Whether somebody with these permissions may hand out that one: nobody gives more than they
  /// have.
  boolean includes(OnEndpoint wanted) {
    return wanted.negative()
        || wanted.actions().stream()
            .allMatch(action ->
                allows(wanted.workspace(), segments(wanted.endpoint()), action)
                    && endpoints.stream()
                        .noneMatch(entry ->
                            entry.negative()
                                && entry.actions().contains(action)
                                && isWithin(entry, wanted)));
  }

  /// Whether somebody with these permissions may hand out that one.
  boolean includes(OnEntity wanted) {
    return wanted.negative()
        || wanted.actions().stream()
            .allMatch(action ->
                allowsEntity(wanted.entity(), wanted.type(), "", action)
                    || allowsEverywhere(List.of(ANY), action));
  }

  /// Whether all of those permissions may be handed out.
  boolean includes(Grants wanted) {
    return wanted.endpoints().stream().allMatch(this::includes)
        && wanted.entities().stream().allMatch(this::includes);
  }

  /// Whether an entity may be touched: an entry for it decides, then one for its workspace or its
  /// kind, then one for all; of equals the negative.
  ///
  /// @param workspace where the entity lives
  boolean allowsEntity(String id, String kind, String workspace, Action action) {
    int best = -1;
    boolean allowed = false;
    for (OnEntity entry : entities) {
      int rank = entry.actions().contains(action) ? rank(entry, id, kind, workspace) : -1;
      if (rank > best) {
        best = rank;
        allowed = !entry.negative();
      } else if (rank >= 0 && rank == best && entry.negative()) {
        allowed = false;
      }
    }
    return allowed;
  }

  private static int rank(OnEntity entry, String id, String kind, String workspace) {
    if (entry.type().equals(WORKSPACES)) {
      return entry.entity().equals(workspace) ? 1 : -1;
    }
    if (!entry.entity().equals(ANY)) {
      return entry.entity().equals(id) ? 2 : -1;
    }
    return entry.type().equals(kind) ? 1 : isAny(entry.type()) ? 0 : -1;
  }

  static boolean isAny(String type) {
    return type.equals("wildcard") || type.equals(ANY) || type.isEmpty();
  }

  /// Whether an entry for one workspace speaks of another.
  private static boolean covers(String entry, String workspace) {
    if (entry.equals(ANY) || entry.equals(workspace)) {
      return true;
    }
    int colon = workspace.indexOf(':');
    return colon > 0 && entry.equals(workspace.substring(0, colon + 1) + ANY);
  }

  /// Whether the first entry speaks of something that the second speaks of.
  private static boolean isWithin(OnEndpoint entry, OnEndpoint wanted) {
    boolean places =
        covers(wanted.workspace(), entry.workspace())
            || covers(entry.workspace(), wanted.workspace());
    return places && plainSegments(wanted.endpoint(), segments(entry.endpoint())) >= 0;
  }

  /// How many segments of a path a pattern names; -1 when it does not speak of the path.
  private static int plainSegments(String pattern, List<String> path) {
    if (pattern.equals(ANY)) {
      return 0;
    }
    List<String> wanted = segments(pattern);
    if (wanted.size() != path.size()) {
      return -1;
    }
    int plain = 0;
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).equals(path.get(i))) {
        plain++;
      } else if (!wanted.get(i).equals(ANY)) {
        return -1;
      }
    }
    return plain;
  }

  private static List<String> segments(String endpoint) {
    return endpoint.equals(ANY)
        ? List.of(ANY)
        : Arrays.stream(endpoint.split("/", -1)).filter(segment -> !segment.isEmpty()).toList();
  }
}
