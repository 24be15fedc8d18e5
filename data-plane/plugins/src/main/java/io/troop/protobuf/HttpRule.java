package io.troop.protobuf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How a method is called over plain HTTP: one binding of `google.api.http`. *Immutable.*
///
/// @param method the HTTP method, lower case
/// @param path the template of the path
/// @param body the field that the request's body is; `*` for the whole message; null for none
public record HttpRule(String method, String path, @Nullable String body) {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /// The bindings that an option's members say, those of `additional_bindings` after their own.
  static List<HttpRule> of(Map<String, List<Object>> option) {
    List<HttpRule> rules = new ArrayList<>();
    List<Object> bodies = option.getOrDefault("body", List.of());
    String body = bodies.isEmpty() ? null : String.valueOf(bodies.getLast());
    option.forEach((name, values) -> {
      if (METHODS.contains(name)) {
        values.forEach(path -> rules.add(new HttpRule(name, String.valueOf(path), body)));
      }
    });
    for (Object more : option.getOrDefault("additional_bindings", List.of())) {
      rules.addAll(of(ProtoParser.members(more)));
    }
    return rules;
  }
}
