package io.troop.plugin.entity;

import io.troop.plugin.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A value as JSON that is pleasant to compare: one member on a line, short values on one.
final class GoldenText {

  private static final int LINE = 96;

  private GoldenText() {}

  static String of(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value, "");
    return out.append('\n').toString();
  }

  private static void write(StringBuilder out, @Nullable Object value, String indent) {
    String flat = Json.write(value);
    if (flat.length() + indent.length() <= LINE) {
      out.append(flat);
    } else if (value instanceof Map<?, ?> map) {
      String separator = "{\n";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator).append(indent).append("  ");
        out.append(Json.write(entry.getKey())).append(": ");
        write(out, entry.getValue(), indent + "  ");
        separator = ",\n";
      }
      out.append('\n').append(indent).append('}');
    } else if (value instanceof List<?> list) {
      String separator = "[\n";
      for (Object element : list) {
        out.append(separator).append(indent).append("  ");
        write(out, element, indent + "  ");
        separator = ",\n";
      }
      out.append('\n').append(indent).append(']');
    } else {
      out.append(flat);
    }
  }
}
