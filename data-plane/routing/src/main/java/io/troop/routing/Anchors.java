package io.troop.routing;

import io.troop.plugin.expression.Expression;
import io.troop.plugin.expression.Expression.And;
import io.troop.plugin.expression.Expression.Not;
import io.troop.plugin.expression.Expression.Operand;
import io.troop.plugin.expression.Expression.Or;
import io.troop.plugin.expression.Expression.Predicate;
import io.troop.plugin.expression.Literal;
import io.troop.plugin.expression.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What has to be true of a request for an expression to hold, as far as it can be looked up: so
/// that only a few expressions have to be evaluated. *Stateless.*
///
/// Every method answers null when nothing is known. Of two conditions that both have to hold the
/// more telling one is used; of two of which one is enough, both have to be known.
final class Anchors {
  private static final String HEADER = "http.headers.";

  private Anchors() {}

  /// Hosts, one of which has to match.
  static @Nullable List<NamePattern> hosts(Expression expression) {
    return switch (expression) {
      case And(Expression left, Expression right) -> better(hosts(left), hosts(right));
      case Or(Expression left, Expression right) -> joined(hosts(left), hosts(right));
      case Not _ -> null;
      case Predicate(Operand operand, Operator operator, Literal value) ->
          operand.field().equals("http.host") && value instanceof Literal.Text(String text)
              ? host(operator, text.toLowerCase(Locale.ROOT))
              : null;
    };
  }

  private static @Nullable List<NamePattern> host(Operator operator, String text) {
    NamePattern.Kind kind =
        switch (operator) {
          case EQUALS -> NamePattern.Kind.EXACT;
          case PREFIX -> NamePattern.Kind.BEGINNING;
          case POSTFIX -> NamePattern.Kind.ENDING;
          default -> null;
        };
    return kind == null || text.isEmpty() ? null : List.of(new NamePattern(kind, text, -1));
  }

  private static @Nullable List<NamePattern> better(
      @Nullable List<NamePattern> left, @Nullable List<NamePattern> right) {
    return right == null || (left != null && isExact(left)) ? left : right;
  }

  private static boolean isExact(List<NamePattern> hosts) {
    return hosts.stream().allMatch(host -> host.kind() == NamePattern.Kind.EXACT);
  }

  /// Texts, with one of which the path has to begin.
  static @Nullable List<String> paths(Expression expression) {
    return switch (expression) {
      case And(Expression left, Expression right) -> longer(paths(left), paths(right));
      case Or(Expression left, Expression right) -> joined(paths(left), paths(right));
      case Not _ -> null;
      case Predicate(Operand operand, Operator operator, Literal value) ->
          operand.lower() ? null : path(operand.field(), operator, value);
    };
  }

  private static @Nullable List<String> path(String field, Operator operator, Literal value) {
    boolean begins = operator == Operator.EQUALS || operator == Operator.PREFIX;
    if (field.equals("http.path.segments.0")
        && begins
        && value instanceof Literal.Text(String text)) {
      return List.of("/" + UriPath.bytesOf(text));
    }
    if (!field.equals("http.path")) {
      return null;
    }
    return switch (value) {
      case Literal.Text(String text) when begins -> List.of(UriPath.bytesOf(text));
      case Literal.Regex(com.google.re2j.Pattern pattern) when pattern.pattern().startsWith("^") ->
          List.of(PathPattern.literalPrefix(UriPath.bytesOf(pattern.pattern())));
      default -> null;
    };
  }

  private static @Nullable List<String> longer(
      @Nullable List<String> left, @Nullable List<String> right) {
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    return shortest(left) >= shortest(right) ? left : right;
  }

  private static int shortest(List<String> texts) {
    return texts.stream().mapToInt(String::length).min().orElse(0);
  }

  /// Values of a header or the server name, one of which has to be there.
  static Candidate.@Nullable Lookup lookup(Expression expression) {
    return switch (expression) {
      case And(Expression left, Expression right) -> {
        Candidate.Lookup first = lookup(left);
        yield first == null ? lookup(right) : first;
      }
      case Or(Expression left, Expression right) -> {
        Candidate.Lookup first = lookup(left);
        Candidate.Lookup second = lookup(right);
        yield first == null || second == null || !first.header().equals(second.header())
            ? null
            : first.or(second);
      }
      case Not _ -> null;
      case Predicate(Operand operand, Operator operator, Literal value) ->
          operator == Operator.EQUALS && value instanceof Literal.Text(String text)
              ? lookup(operand.field(), text)
              : null;
    };
  }

  private static Candidate.@Nullable Lookup lookup(String field, String text) {
    List<String> values = List.of(UriPath.bytesOf(text).toLowerCase(Locale.ROOT));
    if (field.equals("tls.sni")) {
      return new Candidate.Lookup(Candidate.Lookup.SNI, values);
    }
    return field.startsWith(HEADER)
        ? new Candidate.Lookup(headerName(field.substring(HEADER.length())), values)
        : null;
  }

  /// A header's name: an identifier has no dashes.
  static String headerName(String field) {
    return field.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <T> @Nullable List<T> joined(@Nullable List<T> left, @Nullable List<T> right) {
    if (left == null || right == null) {
      return null;
    }
    List<T> all = new ArrayList<>(left);
    right.stream().filter(one -> !left.contains(one)).forEach(all::add);
    return all;
  }
}
