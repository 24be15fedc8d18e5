package io.troop.plugin.template;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Numbers as Lua reads and writes them. *Stateless.*
public final class LuaNumber {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
  private static final Pattern HEXADECIMAL = Pattern.compile("([+-]?)0[xX]([0-9a-fA-F]{1,15})");

  private LuaNumber() {}

  /// The number that a text is, as Lua's `tonumber` reads it; null when it is none.
  public static @Nullable Double parse(String text) {
    String number = text.strip();
    var hexadecimal = HEXADECIMAL.matcher(number);
    if (hexadecimal.matches()) {
      double value = Long.parseLong(hexadecimal.group(2), 16);
      return hexadecimal.group(1).equals("-") ? -value : value;
    }
    return DECIMAL.matcher(number).matches() ? Double.valueOf(number) : null;
  }

  /// The text of a number, with at most 14 digits: Lua's `%.14g`.
  public static String text(double number) {
    if (number == Math.rint(number) && Math.abs(number) < 1e14) {
      return Long.toString((long) number);
    }
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    BigDecimal rounded = new BigDecimal(number).round(new MathContext(14)).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -5 && exponent < 14) {
      return rounded.toPlainString();
    }
    String digits = rounded.unscaledValue().abs().toString();
    String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    String sign = rounded.signum() < 0 ? "-" : "";
    String size = Math.abs(exponent) < 10 ? "0" : "";
    return sign + mantissa + "e" + (exponent < 0 ? "-" : "+") + size + Math.abs(exponent);
  }
}
