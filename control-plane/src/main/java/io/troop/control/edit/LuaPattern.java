package io.troop.control.edit;

import io.troop.settings.SettingException;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A Lua pattern for paths, such as `/$(workspace)/v%d/.*`, which may name the workspace.
/// *Immutable.*
///
/// @param text as it was written
record LuaPattern(String text) {

  private static final String WORKSPACE = "$(workspace)";

  /// @throws SettingException for an empty one, or one that is no pattern
  static LuaPattern of(String text) {
    LuaPattern pattern = new LuaPattern(text);
    try {
      if (!text.isBlank()) {
        pattern.matches("default", "/");
        return pattern;
      }
    } catch (PatternSyntaxException _) {
      // Told below.
    }
    throw new SettingException(
        "enforce_route_path_pattern: \""
            + text
            + "\" (expected: a Lua pattern such as /$(workspace)/v%d/.*, as route_validation_strategy"
            + " is path)");
  }

  /// Whether a whole path of a workspace is like this.
  boolean matches(String workspace, String path) {
    StringBuilder regex = new StringBuilder();
    String[] parts = text.split(Pattern.quote(WORKSPACE), -1);
    for (int i = 0; i < parts.length; i++) {
      regex.append(i == 0 ? "" : Pattern.quote(workspace)).append(translated(parts[i]));
    }
    return Pattern.matches(regex.toString(), path);
  }

  private static String translated(String lua) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < lua.length(); i++) {
      char c = lua.charAt(i);
      if (c == '%' && i + 1 < lua.length()) {
        regex.append(charClass(lua.charAt(++i)));
      } else if (c == '-' && i > 0 && "*+-?".indexOf(lua.charAt(i - 1)) < 0) {
        regex.append("*?");
      } else if ("{}|\\".indexOf(c) >= 0) {
        regex.append('\\').append(c);
      } else {
        regex.append(c);
      }
    }
    return regex.toString();
  }

  private static String charClass(char c) {
    return switch (c) {
      case 'a' -> "\\p{Alpha}";
      case 'd' -> "\\d";
      case 'l' -> "\\p{Lower}";
      case 'p' -> "\\p{Punct}";
      case 's' -> "\\s";
      case 'u' -> "\\p{Upper}";
      case 'w' -> "\\p{Alnum}";
      case 'x' -> "\\p{XDigit}";
      case 'A' -> "\\P{Alpha}";
      case 'D' -> "\\D";
      case 'S' -> "\\S";
      case 'W' -> "\\P{Alnum}";
      default -> Pattern.quote(String.valueOf(c));
    };
  }
}
