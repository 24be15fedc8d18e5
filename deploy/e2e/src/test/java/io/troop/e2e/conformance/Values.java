package io.troop.e2e.conformance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Untyped JSON as the suites hold it: reading members, picking by path, and filling `{{name}}` in.
final class Values {

  private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)\\}\\}");
  private static final Pattern PATH_PART = Pattern.compile("[^.\\[\\]$]+");

  private Values() {}

  /// The members of an object; none when there is no object.
  static Map<String, Object> object(@Nullable Object value) {
    Map<String, Object> members = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put((String) name, member));
    }
    return members;
  }

  static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  /// The value at a path such as `$.data[0].id`.
  static @Nullable Object pick(String path, @Nullable Object value) {
    Object at = value;
    for (Matcher part = PATH_PART.matcher(path); part.find(); ) {
      at =
          switch (at) {
            case List<?> list when Integer.parseInt(part.group()) < list.size() ->
                list.get(Integer.parseInt(part.group()));
            case Map<?, ?> map when map.containsKey(part.group()) -> map.get(part.group());
            case null, default -> throw new Mismatch("save: nothing at " + path + " in " + value);
          };
    }
    return at;
  }

  /// The value with every known `{{name}}` replaced. A text that is nothing but a name becomes that
  /// name's value, whatever its type.
  static @Nullable Object fill(@Nullable Object value, Map<String, Object> names) {
    return switch (value) {
      case String text -> {
        Matcher whole = NAME.matcher(text);
        yield whole.matches() && names.containsKey(whole.group(1))
            ? names.get(whole.group(1))
            : text(text, names);
      }
      case List<?> list -> list.stream().<@Nullable Object>map(v -> fill(v, names)).toList();
      case Map<?, ?> map -> {
        Map<String, Object> filled = new LinkedHashMap<>();
        map.forEach((name, member) -> filled.put(text((String) name, names), fill(member, names)));
        yield filled;
      }
      case null, default -> value;
    };
  }

  static String text(String text, Map<String, Object> names) {
    return NAME.matcher(text)
        .replaceAll(found ->
            Matcher.quoteReplacement(
                names.containsKey(found.group(1))
                    ? String.valueOf(names.get(found.group(1)))
                    : found.group()));
  }

  /// The first group of a pattern in a text.
  static String group(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    if (!found.find()) {
      throw new Mismatch("save: no match of " + pattern + " in " + text);
    }
    return found.group(1);
  }
}
