package io.troop.plugins.responsetransformer;

import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.template.LuaNumber;
import io.troop.transform.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes the members of a JSON object: Kong's `response-transformer/body_transformer.lua`.
/// *Immutable and thread-safe.*
final class JsonChanges {
  private static final Logger log = LoggerFactory.getLogger(JsonChanges.class);

  private final List<String> removed;
  private final List<Pair> renamed;
  private final List<Change> replaced;
  private final List<Change> added;
  private final List<Change> appended;

  /// A member's name and the value that is configured for it.
  private record Change(String name, Object value) {}

  JsonChanges(ResponseTransformerConfig config) {
    removed = Pair.all(config.remove().json()).stream().map(Pair::name).toList();
    renamed = Pair.all(config.rename().json());
    replaced = changes(config.replace());
    added = changes(config.add());
    appended = changes(config.append());
  }

  /// A text that is not of its kind changes nothing.
  private static List<Change> changes(ResponseTransformerConfig.Values values) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < values.json().size(); i++) {
      Pair pair = Pair.of(values.json().get(i));
      String kind = i < values.jsonTypes().size() ? values.jsonTypes().get(i) : "string";
      Object value = pair.value() == null ? null : value(pair.value(), kind);
      if (value != null) {
        changes.add(new Change(pair.name(), value));
      }
    }
    return List.copyOf(changes);
  }

  private static @Nullable Object value(String text, String kind) {
    return switch (kind) {
      case "number" -> LuaNumber.parse(text);
      case "boolean" -> text.equals("true");
      default -> text;
    };
  }

  /// The changed body; the same when it is no JSON object.
  byte[] apply(byte[] body) {
    try {
      if (Json.parse(body) instanceof Map<?, ?> map) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(String.valueOf(name), value));
        change(members);
        return Json.bytes(members);
      }
      log.warn("a body was not changed: it is JSON, but no object");
    } catch (JsonException e) {
      log.warn("a body was not changed: it is no JSON: {}", e.getMessage());
    }
    return body;
  }

  private void change(Map<String, @Nullable Object> members) {
    removed.forEach(members::remove);
    for (Pair pair : renamed) {
      if (pair.value() != null && members.containsKey(pair.name())) {
        members.put(pair.value(), members.remove(pair.name()));
      }
    }
    for (Change change : replaced) {
      if (isTrue(members, change.name)) {
        members.put(change.name, change.value);
      }
    }
    for (Change change : added) {
      if (!isTrue(members, change.name)) {
        members.put(change.name, change.value);
      }
    }
    for (Change change : appended) {
      members.put(change.name, appended(members.get(change.name), change.value));
    }
  }

  /// Lua's truth: a member that is there and not false; null is true.
  private static boolean isTrue(Map<String, @Nullable Object> members, String name) {
    return members.containsKey(name) && !Boolean.FALSE.equals(members.get(name));
  }

  private static List<@Nullable Object> appended(@Nullable Object before, Object value) {
    List<@Nullable Object> values = new ArrayList<>();
    if (before instanceof List<?> list) {
      values.addAll(list);
    } else if (before instanceof String || before instanceof Map) {
      values.add(before);
    }
    values.add(value);
    return values;
  }
}
