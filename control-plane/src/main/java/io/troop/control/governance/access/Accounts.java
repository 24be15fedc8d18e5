package io.troop.control.governance.access;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// All users and roles at one moment. *Immutable* to those who ask.
///
/// @param version grows with every change
/// @param byIdent users with a token, by its ident
/// @param known what was found out about sets of roles so far; to be left alone
record Accounts(
    long version,
    Map<UUID, User> users,
    Map<UUID, Role> roles,
    Map<String, User> byName,
    Map<String, List<User>> byIdent,
    Map<Set<UUID>, Grants> known) {

  Accounts(
      long version,
      Map<UUID, User> users,
      Map<UUID, Role> roles,
      Map<String, User> byName,
      Map<String, List<User>> byIdent) {
    this(version, users, roles, byName, byIdent, new ConcurrentHashMap<>());
  }

  Optional<User> user(UUID id) {
    return Optional.ofNullable(users.get(id));
  }

  Optional<User> user(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  Optional<Role> role(String workspace, String name) {
    return roles.values().stream()
        .filter(role -> role.workspace().equals(workspace) && role.name().equals(name))
        .findFirst();
  }

  /// The roles of a user, ordered by name.
  List<Role> rolesOf(User user) {
    return sorted(
        user.roles().stream().flatMap(id -> Optional.ofNullable(roles.get(id)).stream()).toList());
  }

  static List<Role> sorted(Collection<Role> roles) {
    return roles.stream()
        .sorted(java.util.Comparator.comparing(Role::name).thenComparing(Role::workspace))
        .toList();
  }

  /// What a user may do.
  Grants grants(User user) {
    return known.computeIfAbsent(user.roles(), _ -> Grants.of(rolesOf(user)));
  }
}
