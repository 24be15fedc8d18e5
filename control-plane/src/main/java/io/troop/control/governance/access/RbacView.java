package io.troop.control.governance.access;

import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Users, roles and permissions as they are answered. *Stateless.*
final class RbacView {

  private RbacView() {}

  static Map<String, @Nullable Object> page(List<?> data) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("data", data);
    answer.put("next", null);
    return answer;
  }

  static Map<String, @Nullable Object> user(User user) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", user.id().toString());
    shown.put("name", user.name());
    shown.put("comment", user.comment());
    shown.put("enabled", user.enabled());
    shown.put("user_token", user.token());
    shown.put("user_token_ident", user.ident());
    shown.put(
        "user_token_expires_at",
        user.tokenExpiresAt() == null ? null : user.tokenExpiresAt().getEpochSecond());
    shown.put("created_at", user.createdAt().getEpochSecond());
    shown.put("updated_at", user.updatedAt().getEpochSecond());
    return shown;
  }

  static Map<String, @Nullable Object> role(Role role) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("id", role.id().toString());
    shown.put("name", role.name());
    shown.put("comment", role.comment());
    shown.put("is_default", role.isDefault());
    shown.put("created_at", role.createdAt().getEpochSecond());
    shown.put("updated_at", role.updatedAt().getEpochSecond());
    return shown;
  }

  static Map<String, @Nullable Object> permission(Role role, Permission permission) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    switch (permission) {
      case Permission.OnEndpoint(
              String workspace,
              String endpoint,
              var _,
              boolean _,
              String comment,
              var createdAt) -> {
        shown.put("workspace", workspace);
        shown.put("endpoint", endpoint);
        shown.put("comment", comment);
        shown.put("created_at", createdAt.getEpochSecond());
      }
      case Permission.OnEntity(
              String entity,
              String type,
              var _,
              boolean _,
              String comment,
              var createdAt) -> {
        shown.put("entity_id", entity);
        shown.put("entity_type", type);
        shown.put("comment", comment);
        shown.put("created_at", createdAt.getEpochSecond());
      }
    }
    shown.put("actions", Action.words(permission.actions()));
    shown.put("negative", permission.negative());
    shown.put("role", Map.of("id", role.id().toString()));
    return shown;
  }

  /// All permissions of some roles, by what they are about.
  static Map<String, Object> permissions(Collection<Role> roles) {
    Map<String, Map<String, Brief>> endpoints = new TreeMap<>();
    Map<String, Brief> entities = new TreeMap<>();
    for (Role role : roles) {
      for (Permission.OnEndpoint each : role.endpoints()) {
        endpoints
            .computeIfAbsent(each.workspace(), _ -> new TreeMap<>())
            .merge(each.endpoint(), Brief.of(each), Brief::with);
      }
      role.entities().forEach(each -> entities.merge(each.entity(), Brief.of(each), Brief::with));
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    Map<String, Object> byWorkspace = new LinkedHashMap<>();
    endpoints.forEach((workspace, all) -> byWorkspace.put(workspace, shown(all)));
    answer.put("endpoints", byWorkspace);
    answer.put("entities", shown(entities));
    return answer;
  }

  private static Map<String, Object> shown(Map<String, Brief> all) {
    Map<String, Object> shown = new LinkedHashMap<>();
    all.forEach((about, brief) ->
        shown.put(
            about, Map.of("actions", Action.words(brief.actions()), "negative", brief.negative())));
    return shown;
  }

  /// What several roles say of one thing: of two that permit it all that either does, of one that
  /// forbids it what that does, for it decides.
  private record Brief(Set<Action> actions, boolean negative) {

    static Brief of(Permission permission) {
      return new Brief(permission.actions(), permission.negative());
    }

    Brief with(Brief other) {
      if (negative != other.negative) {
        return negative ? this : other;
      }
      Set<Action> both = EnumSet.copyOf(actions);
      both.addAll(other.actions);
      return new Brief(both, negative);
    }
  }
}
