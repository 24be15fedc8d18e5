package io.troop.routing;

import io.troop.plugin.expression.Expression;
import io.troop.plugin.expression.Expression.And;
import io.troop.plugin.expression.Expression.Not;
import io.troop.plugin.expression.Expression.Operand;
import io.troop.plugin.expression.Expression.Or;
import io.troop.plugin.expression.Expression.Predicate;
import io.troop.plugin.expression.Literal;
import io.troop.plugin.expression.Operator;
import java.net.InetAddress;

/// An expression ready to be held against requests. *Immutable and thread-safe.*
@FunctionalInterface
interface Condition {

  boolean holds(Evaluation request);

  /// @param expression checked against the fields there are
  static Condition of(Expression expression) {
    return switch (expression) {
      case And(Expression left, Expression right) -> {
        Condition first = of(left);
        Condition second = of(right);
        yield request -> first.holds(request) && second.holds(request);
      }
      case Or(Expression left, Expression right) -> {
        Condition first = of(left);
        Condition second = of(right);
        yield request -> first.holds(request) || second.holds(request);
      }
      case Not(Expression inner) -> {
        Condition negated = of(inner);
        yield request -> !negated.holds(request);
      }
      case Predicate(Operand operand, Operator operator, Literal value) ->
          switch (operand.field()) {
            case "net.src.ip" -> {
              AddressTest test = AddressTest.of(operator, value);
              yield request -> test.accepts(request.query().sourceAddress());
            }
            case "net.dst.ip" -> {
              AddressTest test = AddressTest.of(operator, value);
              yield request -> test.accepts(request.query().destinationAddress());
            }
            case "net.src.port" -> {
              NumberTest test = NumberTest.of(operator, value);
              yield request -> test.accepts(request.query().sourcePort());
            }
            case "net.dst.port" -> {
              NumberTest test = NumberTest.of(operator, value);
              yield request -> test.accepts(destinationPort(request.query()));
            }
            case "http.path.segments.len" -> {
              NumberTest test = NumberTest.of(operator, value);
              yield request -> test.accepts(request.segments().size());
            }
            default -> new TextCondition(operand, operator, value);
          };
    };
  }

  private static int destinationPort(RouteQuery query) {
    return query.hostPort() >= 0 ? query.hostPort() : query.destinationPort();
  }

  /// A condition on a number.
  @FunctionalInterface
  interface NumberTest {
    boolean accepts(long actual);

    static NumberTest of(Operator operator, Literal value) {
      long wanted = ((Literal.Whole) value).number();
      return switch (operator) {
        case EQUALS -> actual -> actual == wanted;
        case NOT_EQUALS -> actual -> actual != wanted;
        case GREATER -> actual -> actual > wanted;
        case GREATER_OR_EQUAL -> actual -> actual >= wanted;
        case LESS -> actual -> actual < wanted;
        case LESS_OR_EQUAL -> actual -> actual <= wanted;
        default -> throw new IllegalArgumentException(operator + " is not for numbers");
      };
    }
  }

  /// A condition on an address.
  @FunctionalInterface
  interface AddressTest {
    boolean accepts(InetAddress actual);

    static AddressTest of(Operator operator, Literal value) {
      AddressRange range =
          switch (value) {
            case Literal.Address(InetAddress address) ->
                new AddressRange(address.getAddress(), address.getAddress().length * 8);
            case Literal.Network(InetAddress address, int bits) ->
                new AddressRange(address.getAddress(), bits);
            default -> throw new IllegalArgumentException(value + " is no address");
          };
      boolean inside = operator == Operator.EQUALS || operator == Operator.IN;
      return actual -> range.contains(actual) == inside;
    }
  }
}
