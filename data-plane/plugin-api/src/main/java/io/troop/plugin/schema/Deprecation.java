package io.troop.plugin.schema;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// That a field should not be used any more. *Immutable.*
///
/// @param message what to do in its place
/// @param removalIn the version that will not know it, such as `4.0`
/// @param replacedWith the path of the field that took its place, such as `redis`, `host`; empty
///   for none
public record Deprecation(String message, String removalIn, List<String> replacedWith) {

  public Deprecation {
    replacedWith = List.copyOf(replacedWith);
  }

  Map<String, @Nullable Object> describe() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("message", message);
    out.put("removal_in_version", removalIn);
    if (!replacedWith.isEmpty()) {
      out.put("replaced_with", List.of(Map.of("path", replacedWith)));
    }
    return out;
  }
}
