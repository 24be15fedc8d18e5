package io.troop.control.lua;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.luaj.vm2.LuaInteger;
import org.luaj.vm2.LuaNumber;
import org.luaj.vm2.LuaString;

/// Numbers as Lua spells them. *Stateless.* LuaJ's own spelling is that of single precision.
final class LuaNumbers {

  private static final int DIGITS = 14;

  private LuaNumbers() {}

  static LuaString text(LuaNumber number) {
    return LuaString.valueOf(
        number instanceof LuaInteger
            ? Integer.toString(number.toint())
            : general(number.todouble(), DIGITS, false));
  }

  /// C's `%.{precision}g`.
  ///
  /// @param keepZeros whether zeros at the end stay, as the flag `#` asks
  static String general(double value, int precision, boolean keepZeros) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    int digits = Math.max(precision, 1);
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (keepZeros) {
      rounded = rounded.setScale(digits - exponent - 1, RoundingMode.HALF_EVEN);
    }
    if (exponent < -4 || exponent >= digits) {
      BigDecimal mantissa = rounded.movePointLeft(exponent);
      return plain(mantissa, keepZeros) + power(exponent);
    }
    return plain(rounded, keepZeros);
  }

  /// C's `%.{precision}e`.
  static String scientific(double value, int precision) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return general(value, 1, false);
    }
    if (value == 0) {
      return fixed(value, precision) + power(0);
    }
    BigDecimal rounded =
        new BigDecimal(value).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal mantissa =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.HALF_EVEN);
    return mantissa.toPlainString() + power(exponent);
  }

  /// C's `%.{precision}f`.
  static String fixed(double value, int precision) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return general(value, 1, false);
    }
    String digits =
        new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    boolean losesSign = Double.doubleToRawLongBits(value) < 0 && !digits.startsWith("-");
    return losesSign ? "-" + digits : digits;
  }

  private static String plain(BigDecimal value, boolean keepZeros) {
    return (keepZeros ? value : value.stripTrailingZeros()).toPlainString();
  }

  private static String power(int exponent) {
    int size = Math.abs(exponent);
    return (exponent < 0 ? "e-" : "e+") + (size < 10 ? "0" : "") + size;
  }
}
