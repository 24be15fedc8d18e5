package io.troop.plugins;

import io.troop.plugin.PluginSpec;
import io.troop.plugin.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The part of a plugin's reference page that its schema tells. *Immutable.*
record FieldTable(PluginSpec<?> spec) {
  private static final int LONGEST_DEFAULT = 120;

  /// Markdown: where the plugin runs, and a row for each field of its configuration.
  String markdown() {
    Map<?, ?> schema = spec.schema().describe();
    StringBuilder out = new StringBuilder();
    out.append("Priority ").append(spec.priority()).append(". Protocols: ");
    out.append(String.join(", ", protocols(schema))).append(".\n\n");
    List<String> rows = new ArrayList<>();
    rows(rows, "", fields(field(schema, "config")));
    if (rows.isEmpty()) {
      return out.append("It has no fields.\n").toString();
    }
    out.append("| field of `config` | type | default | |\n|---|---|---|---|\n");
    rows.forEach(row -> out.append(row).append('\n'));
    return out.toString();
  }

  private static List<String> protocols(Map<?, ?> schema) {
    Object preset = field(schema, "protocols").get("default");
    return preset instanceof List<?> list ? list.stream().map(String::valueOf).toList() : List.of();
  }

  private static void rows(List<String> rows, String prefix, List<?> fields) {
    for (Object entry : fields) {
      Map.Entry<?, ?> named = ((Map<?, ?>) entry).entrySet().iterator().next();
      Map<?, ?> field = (Map<?, ?>) named.getValue();
      String name = prefix + named.getKey();
      rows.add(row(name, field));
      if (field.get("fields") instanceof List<?> members) {
        rows(rows, name + ".", members);
      }
      for (String part : List.of("elements", "values")) {
        if (field.get(part) instanceof Map<?, ?> element
            && element.get("fields") instanceof List<?> members) {
          rows(rows, name + "[].", members);
        }
      }
    }
  }

  private static String row(String name, Map<?, ?> field) {
    return "| `%s` | %s | %s | %s |".formatted(name, type(field), preset(field), text(field));
  }

  private static String type(Map<?, ?> field) {
    List<String> words = new ArrayList<>();
    words.add(kind(field));
    if (field.get("default") == null
        && Boolean.TRUE.equals(field.get("required"))
        && !"record".equals(field.get("type"))) {
      words.add("**required**");
    }
    words.addAll(rules(field));
    for (String trait : List.of("referenceable", "encrypted")) {
      if (Boolean.TRUE.equals(field.get(trait))
          || (field.get("elements") instanceof Map<?, ?> element
              && Boolean.TRUE.equals(element.get(trait)))) {
        words.add(trait);
      }
    }
    return String.join("; ", words);
  }

  private static String kind(Map<?, ?> field) {
    Object type = field.get("type");
    if (field.get("elements") instanceof Map<?, ?> element) {
      return type + " of " + element.get("type") + "s" + choices(element);
    }
    if (field.get("values") instanceof Map<?, ?> values) {
      return type + " of " + values.get("type") + "s";
    }
    return type + choices(field);
  }

  private static String choices(Map<?, ?> field) {
    if (!(field.get("one_of") instanceof List<?> choices)) {
      return "";
    }
    return ": " + String.join(", ", choices.stream().map(c -> code(String.valueOf(c))).toList());
  }

  private static List<String> rules(Map<?, ?> field) {
    List<String> out = new ArrayList<>();
    if (field.get("between") instanceof List<?> range) {
      out.add(range.getFirst() + " to " + range.getLast());
    }
    if (field.get("gt") != null) {
      out.add("above " + field.get("gt"));
    }
    if (field.get("len_min") instanceof Long least && least > 0) {
      out.add("at least " + least + " long");
    }
    if (field.get("reference") != null) {
      out.add("of " + code(String.valueOf(field.get("reference"))));
    }
    return out;
  }

  private static String preset(Map<?, ?> field) {
    Object value = field.get("default");
    if (value == null) {
      return "";
    }
    String json = Json.write(value);
    return json.length() > LONGEST_DEFAULT ? "see `/schemas/plugins`" : code(json);
  }

  private static String text(Map<?, ?> field) {
    Object text = field.get("description");
    String out = text == null ? "" : String.valueOf(text).replace("|", "\\|").replace("\n", " ");
    if (field.get("deprecation") instanceof Map<?, ?> deprecation) {
      out += (out.isEmpty() ? "" : " ") + "Deprecated: " + deprecation.get("message");
    }
    return out;
  }

  /// Text in a cell: a bar would end it.
  private static String code(String text) {
    return "`" + text.replace("|", "\\|") + "`";
  }

  private static List<?> fields(Map<?, ?> record) {
    return record.get("fields") instanceof List<?> list ? list : List.of();
  }

  private static Map<?, ?> field(Map<?, ?> schema, String name) {
    for (Object entry : fields(schema)) {
      @Nullable Object found = ((Map<?, ?>) entry).get(name);
      if (found instanceof Map<?, ?> field) {
        return field;
      }
    }
    return Map.of();
  }
}
