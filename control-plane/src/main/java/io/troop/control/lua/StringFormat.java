package io.troop.control.lua;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.luaj.vm2.LuaError;
import org.luaj.vm2.LuaString;
import org.luaj.vm2.Varargs;

/// Lua's `string.format`. *Stateless.*
final class StringFormat {

  private static final Pattern DIRECTIVE =
      Pattern.compile("([-+ #0]{0,5})(\\d{0,2})(?:\\.(\\d{0,2}))?([A-Za-z%])");

  private StringFormat() {}

  /// One `%…` in a format.
  ///
  /// @param precision -1 when not given
  private record Directive(String flags, int width, int precision, char kind, int end) {

    boolean has(char flag) {
      return flags.indexOf(flag) >= 0;
    }
  }

  static Varargs format(Varargs arguments) {
    byte[] format = PatternSearch.bytes(StringFunctions.text(arguments, 1));
    // One character a byte, so that positions agree.
    String pattern = new String(format, StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int argument = 1;
    for (int i = 0; i < format.length; i++) {
      if (format[i] != '%') {
        out.write(format[i]);
        continue;
      }
      Directive directive = directive(pattern, i + 1);
      i = directive.end() - 1;
      if (directive.kind() == '%') {
        out.write('%');
        continue;
      }
      argument++;
      if (argument > arguments.narg()) {
        throw new LuaError("bad argument #" + argument + " to 'format' (no value)");
      }
      byte[] text = padded(directive, convert(directive, arguments, argument));
      Meter.current().chargeText(out.size(), text.length);
      out.writeBytes(text);
    }
    return LuaString.valueOf(out.toByteArray());
  }

  private static Directive directive(String pattern, int start) {
    Matcher matcher = DIRECTIVE.matcher(pattern);
    matcher.region(start, pattern.length());
    if (!matcher.lookingAt()) {
      throw new LuaError("invalid option '%" + pattern.substring(start) + "' to 'format'");
    }
    String precision = matcher.group(3);
    return new Directive(
        matcher.group(1),
        matcher.group(2).isEmpty() ? 0 : Integer.parseInt(matcher.group(2)),
        precision == null ? -1 : precision.isEmpty() ? 0 : Integer.parseInt(precision),
        matcher.group(4).charAt(0),
        matcher.end());
  }

  private static byte[] convert(Directive directive, Varargs arguments, int index) {
    int precision = directive.precision() < 0 ? 6 : directive.precision();
    return switch (directive.kind()) {
      case 'c' -> new byte[] {(byte) arguments.checkint(index)};
      case 'd', 'i', 'u' -> ascii(whole(directive, Long.toString(arguments.checklong(index))));
      case 'o' -> ascii(whole(directive, Long.toOctalString(arguments.checklong(index))));
      case 'x' -> ascii(whole(directive, Long.toHexString(arguments.checklong(index))));
      case 'X' ->
          ascii(
              whole(directive, Long.toHexString(arguments.checklong(index)))
                  .toUpperCase(java.util.Locale.ROOT));
      case 'e', 'E' ->
          number(directive, LuaNumbers.scientific(arguments.checkdouble(index), precision));
      case 'f', 'F' -> number(directive, LuaNumbers.fixed(arguments.checkdouble(index), precision));
      case 'g', 'G' ->
          number(
              directive,
              LuaNumbers.general(arguments.checkdouble(index), precision, directive.has('#')));
      case 'q' -> quoted(StringFunctions.text(arguments, index));
      case 's' -> {
        byte[] text = PatternSearch.bytes(BaseFunctions.text(arguments.arg(index)));
        yield directive.precision() >= 0 && directive.precision() < text.length
            ? java.util.Arrays.copyOf(text, directive.precision())
            : text;
      }
      default -> throw new LuaError("invalid option '%" + directive.kind() + "' to 'format'");
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] number(Directive directive, String text) {
    String signed = signed(directive, text);
    return ascii(
        Character.isUpperCase(directive.kind())
            ? signed.toUpperCase(java.util.Locale.ROOT)
            : signed);
  }

  private static String signed(Directive directive, String text) {
    if (text.startsWith("-")) {
      return text;
    }
    return directive.has('+') ? "+" + text : directive.has(' ') ? " " + text : text;
  }

  private static String whole(Directive directive, String digits) {
    boolean negative = digits.startsWith("-");
    String bare = negative ? digits.substring(1) : digits;
    String filled = "0".repeat(Math.max(0, directive.precision() - bare.length())) + bare;
    return signed(directive, negative ? "-" + filled : filled);
  }

  private static byte[] padded(Directive directive, byte[] text) {
    int missing = directive.width() - text.length;
    if (missing <= 0) {
      return text;
    }
    boolean zeros =
        directive.has('0') && !directive.has('-') && "sqc".indexOf(directive.kind()) < 0;
    String in = new String(text, StandardCharsets.ISO_8859_1);
    String out;
    if (directive.has('-')) {
      out = in + " ".repeat(missing);
    } else if (zeros) {
      int sign = in.startsWith("-") || in.startsWith("+") || in.startsWith(" ") ? 1 : 0;
      out = in.substring(0, sign) + "0".repeat(missing) + in.substring(sign);
    } else {
      out = " ".repeat(missing) + in;
    }
    return out.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] quoted(LuaString text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('"');
    for (byte each : PatternSearch.bytes(text)) {
      switch (each) {
        case '"', '\\', '\n' -> {
          out.write('\\');
          out.write(each);
        }
        case '\r' -> out.writeBytes(ascii("\\r"));
        case 0 -> out.writeBytes(ascii("\\000"));
        default -> out.write(each);
      }
    }
    out.write('"');
    return out.toByteArray();
  }
}
