package io.troop.plugin.expression;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/// What a route asks for. *Immutable.*
public sealed interface Expression {

  /// `net.port` is the old name of `net.dst.port`.
  Pattern OLD_PORT = Pattern.compile("net\\.port(\\s*[=><!])");

  /// Both hold.
  record And(Expression left, Expression right) implements Expression {}

  /// One of them holds.
  record Or(Expression left, Expression right) implements Expression {}

  /// It does not hold.
  record Not(Expression inner) implements Expression {}

  /// A field compared with a value. A field without any value makes it false, whatever the
  /// operator.
  record Predicate(Operand operand, Operator operator, Literal value) implements Expression {}

  /// The field of a predicate.
  ///
  /// @param field such as `http.headers.x_team`
  /// @param lower whether its values are compared in lower case
  /// @param any whether one of its values is enough; else all have to hold
  record Operand(String field, boolean lower, boolean any) {}

  /// @throws ExpressionException for a text that is no expression
  static Expression parse(String text) {
    return new ExpressionParser(OLD_PORT.matcher(text).replaceAll("net.dst.port$1")).parse();
  }

  /// The names of all fields it asks for.
  default Set<String> fields() {
    Set<String> names = new LinkedHashSet<>();
    collect(this, names);
    return names;
  }

  private static void collect(Expression expression, Set<String> names) {
    switch (expression) {
      case And(Expression left, Expression right) -> {
        collect(left, names);
        collect(right, names);
      }
      case Or(Expression left, Expression right) -> {
        collect(left, names);
        collect(right, names);
      }
      case Not(Expression inner) -> collect(inner, names);
      case Predicate(Operand operand, Operator _, Literal _) -> names.add(operand.field());
    }
  }
}
