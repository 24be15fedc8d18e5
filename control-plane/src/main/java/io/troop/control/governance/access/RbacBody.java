package io.troop.control.governance.access;

import io.troop.control.edit.Ids;
import io.troop.plugin.schema.SchemaViolations;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of a call about users and roles, as JSON or as a form. *Immutable.*
record RbacBody(Map<String, @Nullable Object> fields) {

  private static final Pattern NAME = Pattern.compile("[\\w.~@+-]{1,128}");
  private static final Pattern PLACE = Pattern.compile("(?:[^:*]{1,128}:)?(?:[\\w.~-]+|\\*)");

  boolean has(String field) {
    return fields.containsKey(field);
  }

  @Nullable String text(String field) {
    Object value = fields.get(field);
    return value == null || value.equals("") ? null : String.valueOf(value);
  }

  String text(String field, String otherwise) {
    String text = text(field);
    return text == null ? otherwise : text;
  }

  /// A name, which can't hold what patterns and paths use.
  String name() {
    String name = text("name");
    if (name == null) {
      throw SchemaViolations.of("name", "required field missing");
    }
    if (!NAME.matcher(name).matches()) {
      throw SchemaViolations.of(
          "name", "expected: letters, digits and any of . _ ~ @ + -, at most 128");
    }
    return name;
  }

  boolean flag(String field, boolean otherwise) {
    String text = text(field);
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      case null -> otherwise;
      default -> throw SchemaViolations.of(field, "expected a boolean");
    };
  }

  @Nullable Long seconds(String field) {
    String text = text(field);
    if (text != null && !text.matches("\\d{1,10}")) {
      throw SchemaViolations.of(field, "expected an integer");
    }
    return text == null ? null : Long.valueOf(text);
  }

  /// Words in a list, or in a text with commas.
  List<String> words(String field) {
    List<String> words = new ArrayList<>();
    Object value = fields.get(field);
    List<?> given =
        value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
    for (Object each : given) {
      Arrays.stream(String.valueOf(each).split(",", -1))
          .map(String::strip)
          .filter(word -> !word.isEmpty())
          .forEach(words::add);
    }
    return words;
  }

  Set<Action> actions() {
    List<String> words = words("actions");
    if (words.isEmpty() || words.contains(Grants.ANY)) {
      return Action.ALL;
    }
    Set<Action> actions = EnumSet.noneOf(Action.class);
    for (String word : words) {
      actions.add(
          Action.named(word)
              .orElseThrow(() ->
                  SchemaViolations.of(
                      "actions", "\"" + word + "\" (expected: create, read, update, delete)")));
    }
    return Set.copyOf(actions);
  }

  /// The workspace that a permission is about.
  String place(String otherwise) {
    String place = text("workspace", otherwise);
    if (!PLACE.matcher(place).matches()) {
      throw SchemaViolations.of(
          "workspace", "expected: the name of a workspace, *, or plane:workspace");
    }
    return place;
  }

  String endpoint() {
    String endpoint = text("endpoint");
    if (endpoint == null) {
      throw SchemaViolations.of("endpoint", "required field missing");
    }
    return endpoint(endpoint);
  }

  /// An endpoint in the one way it is kept: `*`, or segments that each begin with a slash.
  static String endpoint(String text) {
    if (text.equals(Grants.ANY)) {
      return text;
    }
    List<String> segments =
        Arrays.stream(text.split("/", -1))
            .filter(segment -> !segment.isEmpty())
            .map(Ids::plain)
            .toList();
    if (segments.contains("..") || segments.contains(".")) {
      throw SchemaViolations.of("endpoint", "expected: a path such as /services/*, or *");
    }
    return "/" + String.join("/", segments);
  }
}
