package io.troop.transform;

import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.template.LuaFunction;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Functions over a JSON body, or over values in it. *Immutable and thread-safe.*
public final class JsonFunctions {
  private final List<LuaFunction> functions;
  private final List<JsonPath> paths;

  /// @param places of the values; empty for the whole body
  /// @param nested whether places are paths, and not names of members
  public JsonFunctions(List<LuaFunction> functions, List<String> places, boolean nested) {
    this.functions = List.copyOf(functions);
    this.paths = places.stream().map(nested ? JsonPath::of : JsonPath::member).toList();
  }

  public boolean isEmpty() {
    return functions.isEmpty();
  }

  /// The changed body; the same when it is no JSON.
  ///
  /// @throws io.troop.plugin.template.TemplateException when a function fails
  public byte[] apply(byte[] body) {
    if (functions.isEmpty()) {
      return body;
    }
    Object value;
    try {
      value = JsonPath.copy(Json.parse(body));
    } catch (JsonException e) {
      return body;
    }
    Object changed = paths.isEmpty() ? called(value) : value;
    if (value != null) {
      paths.forEach(path ->
          path.visit(
              value,
              (in, at) -> {
                if (!(in instanceof Map<?, ?> map) || map.containsKey(at)) {
                  JsonEdits.put(in, at, called(JsonEdits.get(in, at)));
                }
              }));
    }
    return Json.bytes(changed);
  }

  private @Nullable Object called(@Nullable Object value) {
    Object result = value;
    for (LuaFunction function : functions) {
      List<@Nullable Object> results = function.call(Collections.singletonList(result));
      result = results.isEmpty() ? null : results.getFirst();
    }
    return result;
  }
}
