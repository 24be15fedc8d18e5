package io.troop.transform;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// The arguments of a query or form by name, as nginx's Lua has them: a text, true for a name
/// without `=`, or a list of these. Texts are [ByteText]. *Stateless.*
public final class QueryTable {

  private QueryTable() {}

  /// The arguments of an encoded text, in order.
  public static Map<String, @Nullable Object> read(@Nullable String encoded) {
    Map<String, @Nullable Object> table = new LinkedHashMap<>();
    if (encoded == null || encoded.isEmpty()) {
      return table;
    }
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = ByteText.decoded(equals < 0 ? pair : pair.substring(0, equals));
      if (!name.isEmpty()) {
        add(table, name, equals < 0 ? true : ByteText.decoded(pair.substring(equals + 1)));
      }
    }
    return table;
  }

  /// Puts a value, or each value of a list, beside what is there.
  public static void add(Map<String, @Nullable Object> table, String name, Object value) {
    Object before = table.get(name);
    if (before == null) {
      table.put(name, value);
      return;
    }
    List<@Nullable Object> all = new ArrayList<>();
    for (Object part : List.of(before, value)) {
      if (part instanceof List<?> list) {
        all.addAll(list);
      } else {
        all.add(part);
      }
    }
    table.put(name, all);
  }

  /// The encoded text of arguments; empty when there are none.
  public static String write(Map<String, ? extends @Nullable Object> table) {
    return String.join("&", encoded(table));
  }

  /// The same, sorted by name, as Kong sends a query that it has changed.
  public static String sorted(Map<String, ? extends @Nullable Object> table) {
    List<String> parts = encoded(table);
    Collections.sort(parts);
    return String.join("&", parts);
  }

  /// The encoded text of each argument that has any, with all its values.
  private static List<String> encoded(Map<String, ? extends @Nullable Object> table) {
    List<String> parts = new ArrayList<>(table.size());
    table.forEach((name, value) -> {
      List<?> values = value instanceof List<?> list ? list : List.of(value == null ? "" : value);
      StringJoiner part = new StringJoiner("&");
      for (Object one : values) {
        if (Boolean.TRUE.equals(one)) {
          part.add(ByteText.component(name));
        } else if (!Boolean.FALSE.equals(one)) {
          part.add(ByteText.component(name) + "=" + ByteText.component(String.valueOf(one)));
        }
      }
      if (part.length() > 0) {
        parts.add(part.toString());
      }
    });
    return parts;
  }
}
