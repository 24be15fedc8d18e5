package io.troop.plugin.entity;

import io.troop.plugin.expression.Expression;
import io.troop.plugin.expression.ExpressionException;
import io.troop.plugin.expression.ExpressionFields;
import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Constraint;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Match;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Subschemas;
import io.troop.plugin.schema.Type;
import io.troop.plugin.schema.Typedefs;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a route has to look like, which depends on its protocols and on the router's flavour
/// (Kong's `db/schema/entities/routes.lua` and `routes_subschemas.lua`). *Stateless.*
final class RouteSchema {

  private static final Set<String> EXPRESSION_FIELDS = Set.of("expression", "priority");

  private static final List<String> MATCHERS =
      List.of("snis", "sources", "destinations", "methods", "hosts", "paths", "headers");

  private RouteSchema() {}

  static Schema of(RouterFlavor flavor) {
    Schema all = Schema.of(Route.class);
    List<Field> fields = new ArrayList<>();
    for (Field field : all.fields()) {
      if (flavor.hasExpressions() || !EXPRESSION_FIELDS.contains(field.name())) {
        fields.add(adjusted(field, flavor));
      }
    }
    return new Schema("routes", fields, checks(flavor), List.of(), List.of(), kinds(flavor), false);
  }

  private static Field adjusted(Field field, RouterFlavor flavor) {
    return switch (field.name()) {
      case "protocols" ->
          field.with(
              new Constraint.Length(Constraint.Compare.MIN, 1),
              new Constraint.ExclusiveSubsets(
                  List.of(
                      List.of("http", "https"),
                      List.of("tcp", "tls", "udp"),
                      List.of("tls_passthrough"),
                      List.of("grpc", "grpcs"))));
      case "headers" -> field.typed(headers());
      case "snis" ->
          flavor == RouterFlavor.TRADITIONAL
              ? field.typed(new Type.SetOf(Typedefs.of(Typedef.SNI)))
              : field;
      default -> field;
    };
  }

  private static Type headers() {
    Field name =
        Typedefs.of(Typedef.HEADER_NAME)
            .with(
                new Constraint.MatchAll(
                    List.of(
                        new Constraint.Rule(
                            "^[Hh][Oo][Ss][Tt]$",
                            "cannot contain 'host' header, which must be specified in the 'hosts'"
                                + " attribute")),
                    false));
    Field values =
        Field.part(new Type.ArrayOf(Field.part(Type.Plain.STRING)))
            .with(new Constraint.Length(Constraint.Compare.MIN, 1));
    return new Type.MapOf(name, values);
  }

  private static List<Check> checks(RouterFlavor flavor) {
    List<Check> checks = new ArrayList<>();
    Check.Conditional snis =
        (Check.Conditional)
            Check.conditional(
                "protocols",
                Match.elements(
                    new Constraint.NotOneOf(List.of("grpcs", "https", "tls", "tls_passthrough"))),
                "snis",
                Match.of(new Constraint.Length(Constraint.Compare.EQ, 0)));
    checks.add(
        snis.saying(
            "'snis' can only be set when 'protocols' is 'grpcs', 'https', 'tls' or"
                + " 'tls_passthrough'"));
    if (flavor != RouterFlavor.TRADITIONAL) {
      List<String> fields = new ArrayList<>(List.of("id", "protocols"));
      fields.addAll(MATCHERS);
      fields.addAll(List.of("expression", "regex_priority", "priority"));
      checks.add(Check.custom(fields, RouteSchema::expressionProblem).withMissingFields());
    }
    return checks;
  }

  private static @Nullable String expressionProblem(Map<String, @Nullable Object> route) {
    boolean expression = route.get("expression") != null;
    boolean others = MATCHERS.stream().anyMatch(field -> isGiven(route.get(field)));
    String failed = "Router Expression failed validation: cannot set ";
    if (expression && others) {
      return failed
          + "'expression' with 'methods', 'hosts', 'paths', 'headers', 'snis', 'sources' or"
          + " 'destinations' simultaneously";
    }
    if (expression && isGiven(route.get("regex_priority"))) {
      return failed + "'regex_priority' with 'expression' simultaneously";
    }
    if (others && isGiven(route.get("priority"))) {
      return failed
          + "'priority' with 'methods', 'hosts', 'paths', 'headers', 'snis', 'sources' or"
          + " 'destinations' simultaneously";
    }
    try {
      if (expression && route.get("expression") instanceof String text) {
        ExpressionFields.of(protocol(route)).check(Expression.parse(text));
      } else {
        patterns(route).forEach(Expression::parse);
      }
      return null;
    } catch (ExpressionException e) {
      return "Router Expression failed validation: " + e.getMessage();
    }
  }

  private static String protocol(Map<String, @Nullable Object> route) {
    return route.get("protocols") instanceof List<?> list && !list.isEmpty()
        ? String.valueOf(list.getFirst())
        : "http";
  }

  /// The regular expressions of fields, as expressions: more is accepted in fields than the router
  /// can match, such as look-around.
  private static List<String> patterns(Map<String, @Nullable Object> route) {
    List<String> out = new ArrayList<>();
    if (route.get("paths") instanceof List<?> paths) {
      for (Object path : paths) {
        if (path instanceof String text && text.startsWith("~")) {
          out.add("(http.path ~ " + quoted("^" + text.substring(1)) + ")");
        }
      }
    }
    if (route.get("headers") instanceof Map<?, ?> headers) {
      headers.forEach((name, values) -> {
        String field = String.valueOf(name).toLowerCase(Locale.ROOT).replace('-', '_');
        for (Object value : values instanceof List<?> list ? list : List.of()) {
          if (value instanceof String text && text.startsWith("~*")) {
            String pattern = quoted(text.substring(2).toLowerCase(Locale.ROOT));
            out.add("(any(lower(http.headers." + field + ")) ~ " + pattern + ")");
          }
        }
      });
    }
    return out;
  }

  private static String quoted(String text) {
    return text.contains("\"#")
        ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
        : "r#\"" + text + "\"#";
  }

  private static boolean isGiven(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Number number -> number.longValue() != 0;
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      default -> true;
    };
  }

  private static Subschemas kinds(RouterFlavor flavor) {
    Schema http = http(flavor);
    Schema stream = stream(flavor);
    Schema grpc = grpc(flavor);
    Map<String, Schema> byProtocol = new LinkedHashMap<>();
    List.of("http", "https").forEach(protocol -> byProtocol.put(protocol, http));
    List.of("tcp", "tls", "udp", "tls_passthrough")
        .forEach(protocol -> byProtocol.put(protocol, stream));
    List.of("grpc", "grpcs").forEach(protocol -> byProtocol.put(protocol, grpc));
    return Subschemas.of("protocols", "unknown type: %s", byProtocol);
  }

  /// A field that such a route can't have.
  private static Field refused(Typedef typedef, String name, String when) {
    return Typedefs.of(typedef)
        .named(name)
        .with(new Constraint.Eq(null))
        .saying("cannot set '" + name + "' when 'protocols' is " + when);
  }

  private static Schema http(RouterFlavor flavor) {
    String when = "'http' or 'https'";
    List<Field> fields =
        flavor.hasExpressions()
            ? List.of()
            : List.of(
                refused(Typedef.SOURCES, "sources", when),
                refused(Typedef.DESTINATIONS, "destinations", when));
    Check matchers =
        Check.conditionalAtLeastOneOf(
                "protocols",
                Match.contains("https"),
                matchers(flavor, "methods", "hosts", "headers", "paths", "snis"),
                "must set one of %s when 'protocols' is 'https'")
            .orElse(
                Match.contains("http"),
                matchers(flavor, "methods", "hosts", "headers", "paths"),
                "must set one of %s when 'protocols' is 'http'");
    return Schema.of("http", fields, List.of(matchers));
  }

  private static Schema stream(RouterFlavor flavor) {
    String when = "'tcp', 'tls', 'tls_passthrough' or 'udp'";
    List<Field> fields =
        List.of(
            refused(Typedef.METHODS, "methods", when),
            refused(Typedef.HOSTS, "hosts", when),
            refused(Typedef.ROUTER_PATHS, "paths", when),
            refused(Typedef.HEADERS, "headers", when));
    return Schema.of(
        "tcp",
        fields,
        List.of(
            Check.conditionalAtLeastOneOf(
                "protocols",
                Match.elements(new Constraint.OneOf(List.of("tcp", "tls", "udp"))),
                matchers(flavor, "sources", "destinations", "snis"),
                "must set one of %s when 'protocols' is 'tcp', 'tls' or 'udp'"),
            Check.conditionalAtLeastOneOf(
                "protocols",
                Match.elements(new Constraint.OneOf(List.of("tls_passthrough"))),
                matchers(flavor, "snis"),
                "must set snis when 'protocols' is 'tls_passthrough'")));
  }

  private static Schema grpc(RouterFlavor flavor) {
    String when = "'grpc' or 'grpcs'";
    List<Field> fields = new ArrayList<>();
    fields.add(
        Field.of("strip_path", Type.Plain.BOOLEAN)
            .required(true)
            .preset(false)
            .with(new Constraint.Ne(true))
            .saying("cannot set 'strip_path' when 'protocols' is " + when));
    fields.add(refused(Typedef.METHODS, "methods", when));
    if (!flavor.hasExpressions()) {
      fields.add(refused(Typedef.SOURCES, "sources", when));
      fields.add(refused(Typedef.DESTINATIONS, "destinations", when));
    }
    Check matchers =
        Check.conditionalAtLeastOneOf(
                "protocols",
                Match.contains("grpcs"),
                matchers(flavor, "hosts", "headers", "paths", "snis"),
                "must set one of %s when 'protocols' is 'grpcs'")
            .orElse(
                Match.contains("grpc"),
                matchers(flavor, "hosts", "headers", "paths"),
                "must set one of %s when 'protocols' is 'grpc'");
    return Schema.of("grpc", fields, List.of(matchers));
  }

  private static List<String> matchers(RouterFlavor flavor, String... fields) {
    List<String> out = new ArrayList<>(List.of(fields));
    if (flavor.hasExpressions()) {
      out.add("expression");
    }
    return out;
  }
}
