package io.troop.control.kong;

import io.troop.control.document.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a node says of itself first. *Immutable.* The rest of its frame, such as its settings, is
/// not read.
///
/// @param plugins the versions of its plugins by their names; empty text for none
record BasicInfo(Map<String, String> plugins, Map<String, String> labels) {

  private static final String NO_DATA = "failed to decode websocket basic info data";

  /// @throws IllegalArgumentException for anything else, in Kong's words
  static BasicInfo of(byte[] frame) {
    Object value;
    try {
      value = Json.parse(frame);
    } catch (Json.Malformed problem) {
      throw new IllegalArgumentException(NO_DATA + ": " + problem.getMessage(), problem);
    }
    if (!(value instanceof Map<?, ?> message)) {
      throw new IllegalArgumentException(NO_DATA);
    }
    if (!"basic_info".equals(message.get("type"))) {
      Object type = message.get("type");
      throw new IllegalArgumentException(
          "invalid basic info data type: " + (type == null ? "unknown" : type));
    }
    Map<String, String> plugins = new LinkedHashMap<>();
    switch (message.get("plugins")) {
      case List<?> list -> list.forEach(plugin -> add(plugin, plugins));
      // An empty list of Lua is written as an empty object.
      case Map<?, ?> none when none.isEmpty() -> {}
      case null, default ->
          throw new IllegalArgumentException("missing plugins in basic info data");
    }
    Map<String, String> labels = new LinkedHashMap<>();
    if (message.get("labels") instanceof Map<?, ?> given) {
      given.forEach((name, text) -> labels.put(String.valueOf(name), String.valueOf(text)));
    }
    return new BasicInfo(plugins, labels);
  }

  private static void add(Object plugin, Map<String, String> plugins) {
    if (plugin instanceof Map<?, ?> map && map.get("name") instanceof String name) {
      plugins.put(name, map.get("version") instanceof String version ? version : "");
    }
  }
}
