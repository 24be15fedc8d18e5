package io.troop.plugins.prometheus;

import java.util.List;

/// The text format that Prometheus reads. *Stateless.*
final class TextFormat {

  private TextFormat() {}

  static void head(StringBuilder out, String name, String help, String type) {
    out.append("# HELP ").append(name).append(' ').append(help).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  static void labels(StringBuilder out, List<String> names, List<String> values) {
    char separator = '{';
    for (int i = 0; i < names.size(); i++) {
      out.append(separator).append(names.get(i)).append("=\"");
      escaped(out, values.get(i));
      out.append('"');
      separator = ',';
    }
    out.append('}');
  }

  private static void escaped(StringBuilder out, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> out.append("\\\\");
        case '"' -> out.append("\\\"");
        case '\n' -> out.append("\\n");
        default -> out.append(c);
      }
    }
  }
}
