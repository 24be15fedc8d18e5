package io.troop.plugin.template;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lua's `string.format`. *Stateless.*
final class TextFormat {
  private static final Pattern DIRECTIVE =
      Pattern.compile("%([-+ #0]{0,5})(\\d{0,2})(?:\\.(\\d{0,2}))?(.)");

  private TextFormat() {}

  /// @param args the format itself and what it is filled with
  static String format(String format, Arguments args) {
    Matcher matcher = DIRECTIVE.matcher(format);
    StringBuilder out = new StringBuilder();
    int next = 1;
    int at = 0;
    while (matcher.find(at)) {
      out.append(format, at, matcher.start());
      at = matcher.end();
      char kind = matcher.group(4).charAt(0);
      if (kind == '%') {
        out.append('%');
      } else {
        out.append(one(matcher, kind, args, next++));
      }
    }
    return Operators.bounded(out.append(format.substring(at)).toString());
  }

  private static String one(Matcher matcher, char kind, Arguments args, int index) {
    String flags = matcher.group(1);
    String width = matcher.group(2);
    String precision = matcher.group(3);
    String pad = "%" + (flags.contains("-") && !width.isEmpty() ? "-" : "") + width + "s";
    try {
      return switch (kind) {
        case 's' -> {
          String text = Operators.text(args.get(index));
          boolean cut = precision != null && number(precision) < text.length();
          yield String.format(pad, cut ? text.substring(0, number(precision)) : text);
        }
        case 'd', 'i' -> String.format(Locale.ROOT, "%" + flags + width + "d", whole(args, index));
        case 'x' -> String.format(Locale.ROOT, "%" + flags + width + "x", whole(args, index));
        case 'X' -> String.format(Locale.ROOT, "%" + flags + width + "X", whole(args, index));
        case 'c' -> String.valueOf((char) whole(args, index));
        case 'f' ->
            String.format(
                Locale.ROOT,
                "%" + flags + width + "." + (precision == null ? 6 : number(precision)) + "f",
                args.number(index, 0));
        case 'g' -> String.format(pad, LuaNumber.text(args.number(index, 0)));
        case 'q' -> '"' + args.text(index).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        default -> throw new TemplateException("invalid option '%" + kind + "' to 'format'");
      };
    } catch (java.util.IllegalFormatException e) {
      throw new TemplateException("invalid option '" + matcher.group() + "' to 'format'");
    }
  }

  private static int number(String digits) {
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static long whole(Arguments args, int index) {
    return (long) args.number(index, 0);
  }
}
