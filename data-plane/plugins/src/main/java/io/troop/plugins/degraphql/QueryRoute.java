package io.troop.plugins.degraphql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A route ready to be matched, with the types of its query's variables. *Immutable.*
final class QueryRoute {
  private static final Pattern PART = Pattern.compile(":([A-Za-z_][A-Za-z0-9_]*)");
  private static final Pattern VARIABLE =
      Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)\\s*:\\s*([\\[\\]!A-Za-z0-9_ ]+)");

  private final DegraphqlRoute route;
  private final Pattern path;
  private final List<String> parts = new ArrayList<>();
  private final Map<String, String> types = new LinkedHashMap<>();

  QueryRoute(DegraphqlRoute route) {
    this.route = route;
    StringBuilder regex = new StringBuilder();
    Matcher found = PART.matcher(route.uri());
    int end = 0;
    while (found.find()) {
      regex.append(Pattern.quote(route.uri().substring(end, found.start()))).append("([^/]+)");
      parts.add(found.group(1));
      end = found.end();
    }
    regex.append(Pattern.quote(route.uri().substring(end)));
    this.path = Pattern.compile(regex.toString());
    Matcher variables = VARIABLE.matcher(route.query());
    while (variables.find()) {
      types.put(variables.group(1), variables.group(2).replace("!", "").strip());
    }
  }

  String query() {
    return route.query();
  }

  /// Fewer variable parts go first.
  int variableParts() {
    return parts.size();
  }

  /// The variable parts of a path; null when the route is for another request.
  @Nullable Map<String, String> match(String method, String decodedPath) {
    Matcher found = path.matcher(decodedPath);
    if (!route.methods().contains(method) || !found.matches()) {
      return null;
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < parts.size(); i++) {
      values.put(parts.get(i), found.group(i + 1));
    }
    return values;
  }

  /// The query's variables, each as the type it is declared to be.
  ///
  /// @param values texts, or lists of them
  Map<String, @Nullable Object> variables(Map<String, ?> values) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    types.forEach((name, type) -> {
      Object value = values.get(name);
      if (value != null) {
        out.put(name, typed(value, type));
      }
    });
    return out;
  }

  private static Object typed(Object value, String type) {
    if (type.startsWith("[")) {
      String element = type.substring(1, Math.max(1, type.lastIndexOf(']'))).strip();
      List<?> all = value instanceof List<?> list ? list : List.of(value);
      return all.stream().<Object>map(each -> typed(each, element)).toList();
    }
    Object one = value instanceof List<?> list ? list.getLast() : value;
    String text = String.valueOf(one);
    try {
      return switch (type) {
        case "Int" -> Long.valueOf(text);
        case "Float" -> Double.valueOf(text);
        case "Boolean" -> text.equals("true") || text.equals("1");
        default -> text;
      };
    } catch (NumberFormatException e) {
      // The GraphQL server says best what is wrong with it.
      return text;
    }
  }
}
