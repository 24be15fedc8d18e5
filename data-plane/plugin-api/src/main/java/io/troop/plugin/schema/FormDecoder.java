package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns the pairs of a form into a nested document (`api/arguments_decoder.lua`): `a.b` and `a[b]`
/// are members, `a[]` appends to a list, `a[1]` is its first element, `a.1` a member of that name.
/// Elements with a gap before them are no list. All values stay texts until [Schema#coerce] knows
/// better. *Confined to one form.*
public final class FormDecoder {

  private static final Pattern STEP = Pattern.compile("\\.([^\\[.]+)|\\[([^\\]]*)\\]");
  private static final int MAX_STEPS = 50;

  private final Map<String, @Nullable Object> root = new LinkedHashMap<>();

  /// The document of a form.
  ///
  /// @param pairs names and values, in the order received, already decoded
  public static Map<String, @Nullable Object> decode(List<Map.Entry<String, String>> pairs) {
    FormDecoder decoder = new FormDecoder();
    pairs.forEach(pair -> decoder.add(pair.getKey(), pair.getValue()));
    return decoder.document();
  }

  /// Takes in one pair.
  public void add(String name, String value) {
    List<Step> path = path(name);
    Map<String, @Nullable Object> at = root;
    for (int i = 0; i < path.size() - 1; i++) {
      note(at, path.get(i));
      at = inner(at, position(at, path.get(i).name()));
    }
    note(at, path.getLast());
    put(at, path.getLast().name(), value);
  }

  /// All that was taken in.
  public Map<String, @Nullable Object> document() {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    root.forEach((name, value) -> out.put(name, plain(value)));
    return out;
  }

  /// @param dotted whether it is a member by all means, not a place in a list
  private record Step(String name, boolean dotted) {}

  private static void note(Map<String, @Nullable Object> at, Step step) {
    if (step.dotted() && at instanceof Numbered members) {
      members.named = true;
    }
  }

  private static List<Step> path(String name) {
    Matcher first = Pattern.compile("[\\[.]").matcher(name);
    if (name.startsWith(".") || name.endsWith(".") || !first.find(Math.min(1, name.length()))) {
      return List.of(new Step(name, true));
    }
    List<Step> path = new ArrayList<>();
    path.add(new Step(name.substring(0, first.start()), true));
    Matcher step = STEP.matcher(name);
    int at = first.start();
    while (at < name.length()) {
      if (!step.find(at) || step.start() != at || path.size() > MAX_STEPS) {
        return List.of(new Step(name, true)); // not one of our forms: it is meant as it is
      }
      boolean dotted = step.group(1) != null;
      path.add(new Step(dotted ? step.group(1) : step.group(2), dotted));
      at = step.end();
    }
    return path;
  }

  /// `[]` before further steps means the first element.
  private static String position(Map<String, @Nullable Object> at, String step) {
    return step.isEmpty() && !at.containsKey("") ? "1" : step;
  }

  private static Map<String, @Nullable Object> inner(
      Map<String, @Nullable Object> at, String step) {
    Object inner = at.get(step);
    if (inner instanceof Numbered there) {
      return there;
    }
    Numbered map = new Numbered();
    if (inner != null) {
      map.put("1", inner); // a plain value and a part under the same name make a list
    }
    at.put(step, map);
    return map;
  }

  private static void put(Map<String, @Nullable Object> at, String step, String value) {
    if (step.isEmpty()) {
      int next = 1;
      while (at.containsKey(Integer.toString(next))) {
        next++;
      }
      at.put(Integer.toString(next), value);
    } else if (at.get(step) instanceof Numbered list) {
      put(list, "", value);
    } else if (at.containsKey(step)) {
      Numbered list = new Numbered();
      list.put("1", at.get(step));
      list.put("2", value);
      at.put(step, list);
    } else {
      at.put(step, value);
    }
  }

  /// A list when the names are the numbers from one on, else a map.
  private static @Nullable Object plain(@Nullable Object value) {
    if (!(value instanceof Numbered map)) {
      return value;
    }
    if (map.isList()) {
      List<@Nullable Object> out = new ArrayList<>(map.size());
      for (int i = 1; i <= map.size(); i++) {
        out.add(plain(map.get(Integer.toString(i))));
      }
      return out;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    map.forEach((name, inner) -> out.put(name, plain(inner)));
    return out;
  }

  /// A part of the document whose kind, list or map, is not known before the end.
  private static final class Numbered extends LinkedHashMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    /// Whether a name in it came with a dot.
    private boolean named;

    boolean isList() {
      int most = size();
      return !named
          && !isEmpty()
          && keySet().stream()
              .allMatch(name -> name.matches("[1-9]\\d{0,8}") && Integer.parseInt(name) <= most);
    }
  }
}
