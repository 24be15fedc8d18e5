package io.troop.control.governance.access;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Map<String, Map<String, Object>> endpoints = new TreeMap<>();
    Map<String, Object> entities = new TreeMap<>();
    for (Role role : roles) {
      for (Permission.OnEndpoint each : role.endpoints()) {
        endpoints
            .computeIfAbsent(each.workspace(), _ -> new TreeMap<>())
            .put(each.endpoint(), brief(each));
      }
      role.entities().forEach(each -> entities.put(each.entity(), brief(each)));
    }
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("endpoints", endpoints);
    answer.put("entities", entities);
    return answer;
  }

  private static Map<String, Object> brief(Permission permission) {
    return Map.of("actions", Action.words(permission.actions()), "negative", permission.negative());
  }
}
