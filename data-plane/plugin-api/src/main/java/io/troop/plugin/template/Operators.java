package io.troop.plugin.template;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Lua's operators over values. *Stateless.*
final class Operators {
  /// Longer texts come from a mistake or from malice.
  static final int MOST_TEXT = 1 << 20;

  private Operators() {}

  /// All but nil and false.
  static boolean isTrue(@Nullable Object value) {
    return value != null && !Boolean.FALSE.equals(value);
  }

  static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case Boolean _ -> "boolean";
      case Double _ -> "number";
      case String _ -> "string";
      case Function _ -> "function";
      case LuaTable table when table == LuaTable.NULL -> "userdata";
      default -> "table";
    };
  }

  static String text(@Nullable Object value) {
    return switch (value) {
      case null -> "nil";
      case String text -> text;
      case Double number -> LuaNumber.text(number);
      case Boolean bool -> bool.toString();
      default -> type(value);
    };
  }

  static String concat(@Nullable Object left, @Nullable Object right) {
    return bounded(joinable(left) + joinable(right));
  }

  private static String joinable(@Nullable Object value) {
    if (value instanceof String || value instanceof Double) {
      return text(value);
    }
    throw new TemplateException("attempt to concatenate a " + type(value) + " value");
  }

  static String bounded(String text) {
    if (text.length() > MOST_TEXT) {
      throw new TemplateException("a text became longer than " + MOST_TEXT + " characters");
    }
    return text;
  }

  static double number(@Nullable Object value) {
    Double number =
        value instanceof Double already
            ? already
            : value instanceof String text ? LuaNumber.parse(text) : null;
    if (number == null) {
      throw new TemplateException("attempt to perform arithmetic on a " + type(value) + " value");
    }
    return number;
  }

  static double arithmetic(String operator, double left, double right) {
    return switch (operator) {
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/" -> left / right;
      case "%" -> left - Math.floor(left / right) * right;
      default -> Math.pow(left, right);
    };
  }

  static boolean compare(String operator, @Nullable Object left, @Nullable Object right) {
    if (operator.equals("==") || operator.equals("~=")) {
      return Objects.equals(left, right) == operator.equals("==");
    }
    int order;
    if (left instanceof Double a && right instanceof Double b) {
      if (a.isNaN() || b.isNaN()) {
        return false;
      }
      order = Double.compare(a, b);
    } else if (left instanceof String a && right instanceof String b) {
      order = a.compareTo(b);
    } else {
      throw new TemplateException("attempt to compare " + type(left) + " with " + type(right));
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  static double length(@Nullable Object value) {
    return switch (value) {
      case String text -> text.length();
      case Table table -> table.length();
      case null, default ->
          throw new TemplateException("attempt to get length of a " + type(value) + " value");
    };
  }

  static @Nullable Object index(@Nullable Object value, @Nullable Object key) {
    if (value instanceof Table table) {
      return key == null ? null : table.get(key);
    }
    if (value instanceof String && key instanceof String name) {
      return Library.STRING.get(name);
    }
    throw new TemplateException("attempt to index a " + type(value) + " value");
  }
}
