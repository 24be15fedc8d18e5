package io.troop.transform;

import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.template.LuaNumber;
import io.troop.plugin.template.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Changes of JSON objects, with kinds of values and paths into nested ones. *Immutable and
/// thread-safe.*
public final class JsonEdits implements BodyChange {
  private final @Nullable List<String> allowed;
  private final List<JsonPath> removed;
  private final List<Change> renamed;
  private final List<Change> replaced;
  private final List<Change> added;
  private final List<Change> appended;

  /// Where something becomes what.
  private record Change(JsonPath path, Edit edit, String kind) {
    @Nullable Object value(Table variables) {
      String bytes = edit.value(variables);
      if (bytes == null) {
        return null;
      }
      String text = ByteText.text(bytes);
      return switch (kind) {
        case "number" -> LuaNumber.parse(text);
        case "boolean" -> text.equals("true");
        default -> text;
      };
    }
  }

  /// What is put in: `name:value` texts, and the kinds of the values.
  public record Values(List<String> members, List<String> kinds) {
    public Values {
      members = List.copyOf(members);
      kinds = List.copyOf(kinds);
    }
  }

  /// Edits of answers: values stand as they are configured, and names are as they are.
  public static JsonEdits plain(
      boolean nested,
      @Nullable List<String> allow,
      List<String> remove,
      List<String> rename,
      Values replace,
      Values add,
      Values append) {
    return new JsonEdits(nested, Edit::plain, allow, remove, rename, replace, add, append);
  }

  /// Edits of requests, whose values are templates.
  ///
  /// @param nested whether names are paths
  /// @param allow the only members that are kept; null or empty to keep all
  public JsonEdits(
      boolean nested,
      @Nullable List<String> allow,
      List<String> remove,
      List<String> rename,
      Values replace,
      Values add,
      Values append) {
    this(nested, Edit::of, allow, remove, rename, replace, add, append);
  }

  private JsonEdits(
      boolean nested,
      Function<String, Edit> edit,
      @Nullable List<String> allow,
      List<String> remove,
      List<String> rename,
      Values replace,
      Values add,
      Values append) {
    Function<String, JsonPath> path = nested ? JsonPath::of : JsonPath::member;
    allowed = allow == null || allow.isEmpty() ? null : List.copyOf(allow);
    removed = remove.stream().map(path).toList();
    renamed = changes(new Values(rename, List.of()), path, edit);
    replaced = changes(replace, path, edit);
    added = changes(add, path, edit);
    appended = changes(append, path, edit);
  }

  private static List<Change> changes(
      Values values, Function<String, JsonPath> path, Function<String, Edit> read) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < values.members.size(); i++) {
      Edit edit = read.apply(values.members.get(i));
      String kind = i < values.kinds.size() ? values.kinds.get(i) : "string";
      changes.add(new Change(path.apply(ByteText.text(edit.name())), edit, kind));
    }
    return List.copyOf(changes);
  }

  @Override
  public boolean isEmpty() {
    return allowed == null
        && removed.isEmpty()
        && renamed.isEmpty()
        && replaced.isEmpty()
        && added.isEmpty()
        && appended.isEmpty();
  }

  @Override
  public boolean reads(@Nullable String contentType) {
    return MediaTypes.isJson(contentType);
  }

  @Override
  public byte @Nullable [] apply(String contentType, byte[] body, Table variables) {
    if (body.length == 0 && added.isEmpty() && appended.isEmpty()) {
      return null;
    }
    Object before;
    try {
      before = body.length == 0 ? Map.of() : Json.parse(body);
    } catch (JsonException e) {
      return null;
    }
    Object after = JsonPath.copy(before);
    if (!(after instanceof Map<?, ?>) && !(after instanceof List<?>)) {
      return null;
    }
    change(after, variables);
    return after.equals(before) ? null : Json.bytes(after);
  }

  /// The changed body of an answer; the same when it is no JSON object.
  public byte[] changed(byte[] body) {
    Object before;
    try {
      before = Json.parse(body);
    } catch (JsonException e) {
      return body;
    }
    if (!(before instanceof Map<?, ?>)) {
      return body;
    }
    Object after = JsonPath.copy(before);
    if (after != null) {
      change(after, key -> null);
    }
    return Json.bytes(after);
  }

  /// Changes a value that is a [JsonPath#copy].
  void change(Object value, Table variables) {
    if (allowed != null && value instanceof Map<?, ?> map) {
      map.keySet().retainAll(allowed);
    }
    removed.forEach(path -> path.visit(value, JsonEdits::remove));
    for (Change change : renamed) {
      Object name = change.value(variables);
      if (name != null) {
        String last = JsonPath.of(name.toString()).lastName();
        String newName = change.path.steps().size() == 1 ? name.toString() : last;
        change.path.visit(value, (in, at) -> rename(in, at, newName));
      }
    }
    each(
        replaced,
        value,
        variables,
        (in, at, now) -> {
          if (isTrue(in, at)) {
            put(in, at, now);
          }
        });
    each(
        added,
        value,
        variables,
        (in, at, now) -> {
          if (!isTrue(in, at)) {
            put(in, at, now);
          }
        });
    each(
        appended,
        value,
        variables,
        (in, at, now) -> put(in, at, Members.appended(get(in, at), now)));
  }

  /// Does something to one place in a container.
  private interface Placed {
    void at(Object container, Object place, Object value);
  }

  private static void each(List<Change> changes, Object value, Table variables, Placed then) {
    for (Change change : changes) {
      Object now = change.value(variables);
      if (now != null) {
        change.path.visit(value, (in, at) -> then.at(in, at, now));
      }
    }
  }

  static @Nullable Object get(Object in, Object at) {
    return in instanceof Map<?, ?> map ? map.get(at) : ((List<?>) in).get((Integer) at);
  }

  private static boolean isTrue(Object in, Object at) {
    return in instanceof Map<?, ?> map
        ? Members.isTrue(map, at)
        : !Boolean.FALSE.equals(get(in, at));
  }

  @SuppressWarnings("unchecked") // all containers are JsonPath's copies
  static void put(Object in, Object at, @Nullable Object value) {
    if (in instanceof Map<?, ?> map) {
      ((Map<String, @Nullable Object>) map).put((String) at, value);
    } else {
      ((List<@Nullable Object>) in).set((Integer) at, value);
    }
  }

  private static void remove(Object in, Object at) {
    if (in instanceof Map<?, ?> map) {
      map.remove(at);
    } else {
      ((List<?>) in).remove(((Integer) at).intValue());
    }
  }

  private static void rename(Object in, Object at, String name) {
    if (in instanceof Map<?, ?> map && map.containsKey(at)) {
      Object value = map.get(at);
      map.remove(at);
      put(in, name, value);
    }
  }
}
