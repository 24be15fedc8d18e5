package io.troop.plugin.template;

import io.troop.plugin.schema.LuaPattern;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The functions that expressions may call: those of Lua that only compute. *Stateless.*
final class Library {

  /// Lua's `string`; its functions are also methods of texts.
  static final Map<String, Function> STRING =
      Map.ofEntries(
          Map.entry("sub", Library::sub),
          Map.entry("upper", args -> args.text(0).toUpperCase(Locale.ROOT)),
          Map.entry("lower", args -> args.text(0).toLowerCase(Locale.ROOT)),
          Map.entry("len", args -> (double) args.text(0).length()),
          Map.entry("reverse", args -> new StringBuilder(args.text(0)).reverse().toString()),
          Map.entry("rep", Library::rep),
          Map.entry("byte", Library::byteAt),
          Map.entry("char", Library::chars),
          Map.entry("format", args -> TextFormat.format(args.text(0), args)),
          Map.entry("find", Library::find),
          Map.entry("match", Library::match),
          Map.entry("gsub", Library::gsub));

  /// What has a name without a table.
  static final Map<String, Object> BASE =
      Map.of(
          "type", (Function) args -> Operators.type(args.get(0)),
          "tostring", (Function) args -> Operators.text(args.get(0)),
          "tonumber", (Function) Library::tonumber,
          "string", Table.of(STRING));

  private Library() {}

  private static @Nullable Object tonumber(Arguments args) {
    return switch (args.get(0)) {
      case Double number -> number;
      case String text -> LuaNumber.parse(text);
      case null, default -> null;
    };
  }

  private static String sub(Arguments args) {
    String text = args.text(0);
    int start = position(args.number(1, 1), text.length());
    int end = position(args.number(2, -1), text.length());
    int from = Math.max(start, 1);
    int to = Math.min(end, text.length());
    return from > to ? "" : text.substring(from - 1, to);
  }

  private static int position(double index, int length) {
    return (int) (index < 0 ? length + index + 1 : index);
  }

  private static String rep(Arguments args) {
    String text = args.text(0);
    int times = (int) Math.max(0, args.number(1, 0));
    if ((long) text.length() * times > Operators.MOST_TEXT) {
      throw new TemplateException(
          "a text became longer than " + Operators.MOST_TEXT + " characters");
    }
    return text.repeat(times);
  }

  private static @Nullable Object byteAt(Arguments args) {
    String text = args.text(0);
    int index = position(args.number(1, 1), text.length());
    return index < 1 || index > text.length() ? null : (double) text.charAt(index - 1);
  }

  private static String chars(Arguments args) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < args.size(); i++) {
      out.append((char) args.number(i, 0));
    }
    return out.toString();
  }

  private static LuaPattern.@Nullable Found search(Arguments args) {
    String text = args.text(0);
    int from = Math.max(1, position(args.number(2, 1), text.length())) - 1;
    return from > text.length() ? null : LuaPattern.of(args.text(1)).search(text, from);
  }

  private static @Nullable Object find(Arguments args) {
    if (Operators.isTrue(args.get(3))) {
      int from = Math.max(1, position(args.number(2, 1), args.text(0).length())) - 1;
      int found = args.text(0).indexOf(args.text(1), from);
      return found < 0 ? null : (double) found + 1;
    }
    LuaPattern.Found found = search(args);
    return found == null ? null : (double) found.start() + 1;
  }

  private static @Nullable Object match(Arguments args) {
    LuaPattern.Found found = search(args);
    return found == null ? null : found.first();
  }

  private static String gsub(Arguments args) {
    String text = args.text(0);
    String replacement = args.text(2);
    double most = args.number(3, Double.MAX_VALUE);
    LuaPattern pattern = LuaPattern.of(args.text(1));
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (int count = 0; count < most && at <= text.length(); count++) {
      LuaPattern.Found found = pattern.search(text, at);
      if (found == null) {
        break;
      }
      out.append(text, at, found.start()).append(found.filledInto(replacement));
      if (out.length() > Operators.MOST_TEXT) {
        break;
      }
      at = found.end();
      if (found.end() == found.start()) {
        if (at < text.length()) {
          out.append(text.charAt(at));
        }
        at++;
      }
      if (pattern.source().startsWith("^")) {
        break;
      }
    }
    if (at < text.length()) {
      out.append(text, at, text.length());
    }
    return Operators.bounded(out.toString());
  }
}
