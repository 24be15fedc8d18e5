package io.troop.plugin.expression;

import io.troop.plugin.expression.Expression.And;
import io.troop.plugin.expression.Expression.Not;
import io.troop.plugin.expression.Expression.Operand;
import io.troop.plugin.expression.Expression.Or;
import io.troop.plugin.expression.Expression.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields an expression may ask for, by what the route carries.
public enum ExpressionFields {
  HTTP,
  STREAM;

  private static final String SEGMENTS = "http.path.segments.";
  private static final Pattern RANGE = Pattern.compile("(0|[1-9]\\d*)(?:_([1-9]\\d*))?");

  private enum Type {
    STRING,
    INT,
    ADDRESS
  }

  /// @param protocol one of the route's
  public static ExpressionFields of(String protocol) {
    return switch (protocol) {
      case "tcp", "tls", "udp", "tls_passthrough" -> STREAM;
      default -> HTTP;
    };
  }

  /// @throws ExpressionException when the expression asks for what there is not, or compares a
  ///   field with a value of another type
  public void check(Expression expression) {
    checkTypes(expression);
    for (String field : expression.fields()) {
      if (field.startsWith(SEGMENTS) && !isSegment(field.substring(SEGMENTS.length()))) {
        throw new ExpressionException("illformed http.path.segments.* field");
      }
    }
  }

  private static boolean isSegment(String range) {
    Matcher found = RANGE.matcher(range);
    if (range.equals("len") || !found.matches()) {
      return range.equals("len");
    }
    String last = found.group(2);
    return range.length() < 10 && (last == null || number(found.group(1)) < number(last));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  private void checkTypes(Expression expression) {
    switch (expression) {
      case And(Expression left, Expression right) -> {
        checkTypes(left);
        checkTypes(right);
      }
      case Or(Expression left, Expression right) -> {
        checkTypes(left);
        checkTypes(right);
      }
      case Not(Expression inner) -> checkTypes(inner);
      case Predicate(Operand operand, Operator operator, Literal value) ->
          check(operand, operator, value);
    }
  }

  private void check(Operand operand, Operator operator, Literal value) {
    Type type = type(operand.field());
    boolean hasOwnRule =
        operator == Operator.REGEX || operator == Operator.IN || operator == Operator.NOT_IN;
    if (type == null) {
      throw new ExpressionException("Unknown LHS field");
    }
    if (!hasOwnRule && type != type(value)) {
      throw new ExpressionException("Type mismatch between the LHS and RHS values of predicate");
    }
    if (operand.lower() && type != Type.STRING) {
      throw new ExpressionException(
          "lower-case transformation function only supported with String type fields");
    }
    String problem =
        switch (operator) {
          case EQUALS, NOT_EQUALS -> null;
          case REGEX ->
              type == Type.STRING ? null : "Regex operators only supports string operands";
          case PREFIX, POSTFIX ->
              type == Type.STRING ? null : "Prefix/Postfix operators only supports string operands";
          case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL ->
              type == Type.INT
                  ? null
                  : "Greater/GreaterOrEqual/Less/LessOrEqual operators only supports integer"
                      + " operands";
          case IN, NOT_IN ->
              type == Type.ADDRESS && value instanceof Literal.Network
                  ? null
                  : "In/NotIn operators only supports IP in CIDR";
          case CONTAINS ->
              type == Type.STRING ? null : "Contains operator only supports string operands";
        };
    if (problem != null) {
      throw new ExpressionException(problem);
    }
  }

  private @Nullable Type type(String field) {
    if (this == STREAM && field.startsWith("http.")) {
      return null;
    }
    return switch (field) {
      case "net.protocol", "tls.sni", "http.method", "http.host", "http.path" -> Type.STRING;
      case "net.src.port", "net.dst.port", "http.path.segments.len" -> Type.INT;
      case "net.src.ip", "net.dst.ip" -> Type.ADDRESS;
      default ->
          switch (field.substring(0, field.lastIndexOf('.') + 1)) {
            case SEGMENTS, "http.headers.", "http.queries." -> Type.STRING;
            default -> null;
          };
    };
  }

  private static @Nullable Type type(Literal value) {
    return switch (value) {
      case Literal.Text _, Literal.Regex _ -> Type.STRING;
      case Literal.Whole _ -> Type.INT;
      case Literal.Address _ -> Type.ADDRESS;
      case Literal.Network _ -> null;
    };
  }
}
