package io.troop.plugin.expression;

import io.troop.plugin.expression.Expression.Operand;
import org.jspecify.annotations.Nullable;

/// Reads one expression. *Used once.*
///
/// `||` binds tighter than `&&`: `a && b || c` is `a && (b || c)`, as in Kong.
final class ExpressionParser {
  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;

  ExpressionParser(String text) {
    this.text = text;
  }

  Expression parse() {
    Expression expression = expression();
    if (at < text.length()) {
      throw expected("EOI, and_op, or or_op");
    }
    return expression;
  }

  private Expression expression() {
    Expression left = alternatives();
    while (accepts("&&")) {
      left = new Expression.And(left, alternatives());
    }
    return left;
  }

  private Expression alternatives() {
    Expression left = term();
    while (accepts("||")) {
      left = new Expression.Or(left, term());
    }
    return left;
  }

  private Expression term() {
    skipBlanks();
    int start = at;
    boolean negated = accepts("!");
    if (accepts("(")) {
      if (++depth > DEEPEST) {
        throw problem(start, at, "more than " + DEEPEST + " parentheses within each other");
      }
      Expression inner = expression();
      if (!accepts(")")) {
        throw expected("and_op or or_op");
      }
      depth--;
      return negated ? new Expression.Not(inner) : inner;
    }
    at = start;
    return predicate();
  }

  private Expression predicate() {
    Operand operand = operand();
    Operator operator = operator();
    skipBlanks();
    int start = at;
    Literal value = new LiteralReader(text, at).read();
    if (value == null) {
      throw expected("rhs");
    }
    at += LiteralReader.length(text, at);
    return new Expression.Predicate(
        operand, operator, operator == Operator.REGEX ? regex(value, start) : value);
  }

  private Operand operand() {
    skipBlanks();
    int start = at;
    String name = identifier();
    if (name == null) {
      throw expected("term");
    }
    int end = at;
    if (!accepts("(")) {
      at = end;
      return new Operand(name, false, false);
    }
    if (++depth > DEEPEST) {
      throw problem(start, at, "more than " + DEEPEST + " parentheses within each other");
    }
    Operand inner = operand();
    if (!accepts(")")) {
      throw expected("binary_operator");
    }
    depth--;
    return switch (name) {
      case "lower" -> new Operand(inner.field(), true, inner.any());
      case "any" -> new Operand(inner.field(), inner.lower(), true);
      default -> throw problem(start, at, "unknown transformation function: " + name);
    };
  }

  private @Nullable String identifier() {
    int start = at;
    while (at < text.length() && isNameChar(text.charAt(at), at == start)) {
      at++;
    }
    return at == start ? null : text.substring(start, at);
  }

  private static boolean isNameChar(char c, boolean first) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (!first && ((c >= '0' && c <= '9') || c == '_' || c == '.'));
  }

  private Operator operator() {
    skipBlanks();
    int start = at;
    if (accepts("not") && accepts("in")) {
      return Operator.NOT_IN;
    }
    at = start;
    for (Operator operator : Operator.values()) {
      if (accepts(operator.sign())) {
        return operator;
      }
    }
    throw expected("binary_operator");
  }

  private Literal regex(Literal value, int start) {
    if (!(value instanceof Literal.Text(String pattern))) {
      throw problem(start, at, "regex operator can only be used with String operands");
    }
    try {
      return new Literal.Regex(com.google.re2j.Pattern.compile(pattern));
    } catch (com.google.re2j.PatternSyntaxException e) {
      throw problem(start, at, "regex parse error: " + e.getMessage());
    }
  }

  private boolean accepts(String sign) {
    skipBlanks();
    if (!text.startsWith(sign, at)) {
      return false;
    }
    at += sign.length();
    return true;
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private ExpressionException expected(String what) {
    skipBlanks();
    return problem(at, at, "expected " + what);
  }

  private ExpressionException problem(int start, int end, String problem) {
    return ExpressionException.at(text, start, end, problem);
  }
}
