package io.troop.state;

import java.math.BigDecimal;

/// Prints a double as ECMAScript's `Number::toString` does (ECMA-262 6.1.6.1.20), which RFC 8785
/// asks for: the fewest digits that read back as the same double. *Stateless.*
final class EcmaNumber {

  private EcmaNumber() {}

  static String text(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(value + " in a document (expected: a finite number)");
    }
    if (value == 0) {
      return "0";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    BigDecimal shortest = shortest(Math.abs(value)).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    // The value is 0.digits × 10^point.
    int point = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + placed(digits, point);
  }

  private static String placed(String digits, int point) {
    int count = digits.length();
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count);
    }
    if (0 < point && point <= 21) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    String exponent = (point > 0 ? "e+" : "e-") + Math.abs(point - 1);
    return count == 1 ? digits + exponent : digits.charAt(0) + "." + digits.substring(1) + exponent;
  }

  /// `Double.toString` yields the fewest digits, but never fewer than two; a single digit may do.
  private static BigDecimal shortest(double value) {
    BigDecimal printed = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (printed.precision() != 2) {
      return printed;
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal unit = BigDecimal.ONE.scaleByPowerOfTen(1 - printed.scale());
    BigDecimal below = printed.divideToIntegralValue(unit).multiply(unit);
    BigDecimal above = below.add(unit);
    BigDecimal near = exact.subtract(below).compareTo(above.subtract(exact)) <= 0 ? below : above;
    return near.doubleValue() == value ? near : printed;
  }
}
