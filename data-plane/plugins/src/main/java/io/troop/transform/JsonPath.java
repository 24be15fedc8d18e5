package io.troop.transform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The way to members of a JSON value: `customers[*].info.phone`. *Immutable.*
///
/// @param steps names of members as texts, places in lists from 1 on as numbers, 0 for all
public record JsonPath(List<Object> steps) {
  private static final Pattern STEP =
      Pattern.compile("([^.\\[\\]]+)((?:\\[(?:\\*|\\d{1,9})])*)(\\.|$)");
  private static final Pattern PLACE = Pattern.compile("\\[(\\*|\\d+)]");

  public JsonPath {
    steps = List.copyOf(steps);
  }

  /// A member of the outermost object, whatever its name is.
  public static JsonPath member(String name) {
    return new JsonPath(List.of(name));
  }

  /// The path that a text is; a text that is none names a member.
  public static JsonPath of(String text) {
    List<Object> steps = new ArrayList<>();
    Matcher step = STEP.matcher(text);
    int at = 0;
    while (at < text.length()) {
      if (!step.find(at) || step.start() != at) {
        return member(text);
      }
      steps.add(step.group(1));
      Matcher place = PLACE.matcher(step.group(2));
      while (place.find()) {
        steps.add(place.group(1).equals("*") ? 0 : Integer.parseInt(place.group(1)));
      }
      at = step.end();
    }
    return steps.isEmpty() || text.endsWith(".") ? member(text) : new JsonPath(steps);
  }

  /// The last name in it, which a renamed member gets.
  String lastName() {
    return steps.getLast() instanceof String name ? name : String.valueOf(steps.getLast());
  }

  /// Calls `then` with each container the last step leads into, and the name or place there.
  void visit(Object value, BiConsumer<Object, Object> then) {
    visit(value, 0, then);
  }

  private void visit(@Nullable Object value, int at, BiConsumer<Object, Object> then) {
    Object step = steps.get(at);
    boolean last = at == steps.size() - 1;
    if (value instanceof Map<?, ?> map && step instanceof String name) {
      if (last) {
        then.accept(map, name);
      } else {
        visit(map.get(name), at + 1, then);
      }
    } else if (value instanceof List<?> list && step instanceof Integer place) {
      // From the end on, so that a removal moves nothing that is still to come.
      for (int i = list.size(); i >= 1; i--) {
        if (place != 0 && place != i) {
          continue;
        }
        if (last) {
          then.accept(list, i - 1);
        } else {
          visit(list.get(i - 1), at + 1, then);
        }
      }
    }
  }

  /// A copy that may be changed, all the way down.
  static @Nullable Object copy(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        map.forEach((name, member) -> out.put(String.valueOf(name), copy(member)));
        yield out;
      }
      case List<?> list -> {
        List<@Nullable Object> out = new ArrayList<>();
        list.forEach(element -> out.add(copy(element)));
        yield out;
      }
      case null, default -> value;
    };
  }
}
