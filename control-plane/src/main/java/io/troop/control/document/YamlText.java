package io.troop.control.document;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes documents as YAML in block form, members in the order of their names: the same document,
/// the same text. Whatever YAML could take for something else than a text is quoted as in JSON, and
/// texts of several lines stand as blocks.
public final class YamlText {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_/][A-Za-z0-9_./-]*");
  // Printable ASCII and line feeds; neither blanks at the ends of lines nor at the beginning.
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?:[\\x21-\\x7E](?:[\\x20-\\x7E]*[\\x21-\\x7E])?\\n)+[\\x21-\\x7E]"
              + "(?:[\\x20-\\x7E]*[\\x21-\\x7E])?\\n?");
  private static final Set<String> RESERVED =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null");

  private final StringBuilder out = new StringBuilder();

  private YamlText() {}

  /// Members of the top level, in the order of their names.
  public static String of(Map<String, ? extends @Nullable Object> members) {
    YamlText text = new YamlText();
    text.members(members, "", "");
    return text.out.toString();
  }

  /// One member of the top level whose value is a list; many of these make a text.
  public static String list(String name, List<? extends Map<String, @Nullable Object>> elements) {
    YamlText text = new YamlText();
    text.out.append(scalar(name)).append(':');
    text.value(elements, "");
    return text.out.toString();
  }

  private void members(Map<?, ?> map, String first, String indent) {
    Map<String, @Nullable Object> sorted = new TreeMap<>();
    map.forEach((name, value) -> sorted.put(String.valueOf(name), value));
    String before = first;
    for (var member : sorted.entrySet()) {
      out.append(before).append(scalar(member.getKey())).append(':');
      value(member.getValue(), indent);
      before = indent;
    }
  }

  /// What follows a colon or a dash, with the line's end.
  private void value(@Nullable Object value, String indent) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        out.append('\n');
        members(map, indent + "  ", indent + "  ");
      }
      case List<?> list when !list.isEmpty() -> {
        out.append('\n');
        for (Object element : list) {
          element(element, indent);
        }
      }
      case String text when text.length() > 40 && BLOCK.matcher(text).matches() ->
          block(text, indent + "  ");
      case null, default -> out.append(' ').append(flat(value)).append('\n');
    }
  }

  private void element(@Nullable Object element, String indent) {
    out.append(indent).append('-');
    if (element instanceof Map<?, ?> map && !map.isEmpty()) {
      members(map, " ", indent + "  ");
    } else {
      value(element, indent + "  ");
    }
  }

  private void block(String text, String indent) {
    out.append(text.endsWith("\n") ? " |" : " |-").append('\n');
    text.lines().forEach(line -> out.append(indent).append(line).append('\n'));
  }

  private static String flat(@Nullable Object value) {
    return switch (value) {
      case String text -> scalar(text);
      case Map<?, ?> _ -> "{}";
      case List<?> _ -> "[]";
      case null, default -> Json.text(value);
    };
  }

  private static String scalar(String text) {
    return PLAIN.matcher(text).matches()
            && !RESERVED.contains(text.toLowerCase(java.util.Locale.ROOT))
        ? text
        : Json.text(text);
  }
}
