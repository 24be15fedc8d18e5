package io.troop.plugin.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Values written as Lua tables, which is how Kong's messages show them (`pl.pretty`).
public final class LuaText {

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Set<String> KEYWORDS =
      Set.of(
          "and",
          "break",
          "do",
          "else",
          "elseif",
          "end",
          "false",
          "for",
          "function",
          "if",
          "in",
          "local",
          "nil",
          "not",
          "or",
          "repeat",
          "return",
          "then",
          "true",
          "until",
          "while");

  private LuaText() {}

  /// Whether Lua keeps a word for itself.
  public static boolean isKeyword(String word) {
    return KEYWORDS.contains(word);
  }

  /// On one line without blanks: `{consumer=null,name="cors"}`, as in the messages about keys.
  public static String compact(Map<String, ? extends @Nullable Object> value) {
    StringBuilder out = new StringBuilder();
    compact(out, value);
    return out.toString();
  }

  /// Over several lines, indented by two blanks, as in the messages about nested fields.
  static String pretty(Object value) {
    StringBuilder out = new StringBuilder();
    pretty(out, value, "");
    return out.toString();
  }

  private static void compact(StringBuilder out, @Nullable Object value) {
    if (!(value instanceof Map<?, ?> || value instanceof Collection<?>)) {
      scalar(out, value);
      return;
    }
    out.append('{');
    String separator = "";
    for (Entry entry : entries(value)) {
      out.append(separator);
      if (!entry.key().isEmpty()) {
        out.append(entry.key()).append('=');
      }
      compact(out, entry.value());
      separator = ",";
    }
    out.append('}');
  }

  private static void pretty(StringBuilder out, @Nullable Object value, String indent) {
    if (!(value instanceof Map<?, ?> || value instanceof Collection<?>)) {
      scalar(out, value);
      return;
    }
    out.append("{\n");
    String separator = "";
    for (Entry entry : entries(value)) {
      out.append(separator).append(indent).append("  ");
      if (!entry.key().isEmpty()) {
        out.append(entry.key()).append(" = ");
      }
      pretty(out, entry.value(), indent + "  ");
      separator = ",\n";
    }
    out.append(separator.isEmpty() ? "" : "\n").append(indent).append('}');
  }

  /// A value for a one-line message: the value itself, or the first of a table.
  static String first(Object value) {
    return switch (value) {
      case Collection<?> list when !list.isEmpty() -> String.valueOf(list.iterator().next());
      case Collection<?> _ -> "nil";
      case Map<?, ?> _ -> "nil";
      default -> Values.text(value);
    };
  }

  private record Entry(String key, @Nullable Object value) {}

  /// List elements up to the first gap without a key, then named members by name, then the elements
  /// behind the gap with their number.
  private static List<Entry> entries(Object value) {
    List<Entry> out = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((key, inner) -> sorted.put(String.valueOf(key), inner));
      sorted.forEach((key, inner) -> out.add(new Entry(key(key), inner)));
      return out;
    }
    int position = 0;
    boolean gap = false;
    for (Object element : Values.elements(value)) {
      position++;
      if (element == null) {
        gap = true;
      } else {
        out.add(new Entry(gap ? "[" + position + "]" : "", element));
      }
    }
    return out;
  }

  private static String key(String name) {
    return IDENTIFIER.matcher(name).matches() && !KEYWORDS.contains(name)
        ? name
        : "[" + quote(name) + "]";
  }

  private static void scalar(StringBuilder out, @Nullable Object value) {
    switch (value) {
      case null -> out.append("null");
      case String text -> out.append(quote(text));
      default -> out.append(Values.text(value));
    }
  }

  private static String quote(String text) {
    if (text.indexOf('\n') >= 0 && text.indexOf('\r') < 0) {
      return "[[" + (text.startsWith("\n") ? "\n" : "") + text + "]]";
    }
    return '"'
        + text.replace("\\", "\\\\")
            .replace("\"", "\\\"")
            .replace("\n", "\\\n")
            .replace("\r", "\\r")
            .replace("\0", "\\000")
        + '"';
  }
}
