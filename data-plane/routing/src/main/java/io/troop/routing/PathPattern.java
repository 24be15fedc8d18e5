package io.troop.routing;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.troop.plugin.Exchange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A path of a route that is a regular expression, anchored at the start. *Immutable.*
///
/// Matching takes time linear in the path's length whatever the expression, so that no request can
/// stall an event loop.
final class PathPattern {
  private static final String SPECIAL = "\\.[]{}()*+?^$|";

  private final Pattern pattern;
  private final String literalPrefix;

  /// @param path the expression without its `~`
  /// @throws IllegalArgumentException for what is no regular expression, or one that looks around
  ///   or back
  PathPattern(String path) {
    String expression = UriPath.bytesOf(path);
    try {
      pattern = Pattern.compile("^" + expression);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "paths: the regular expression '"
              + path
              + "' can't be used: "
              + e.getMessage()
              + " (expected: RE2 syntax, without look-around and back references)",
          e);
    }
    literalPrefix = literalPrefix(expression);
  }

  /// What every matching path begins with; empty when nothing is known.
  String literalPrefix() {
    return literalPrefix;
  }

  /// How many chars of `path` match; -1 for no match.
  int matchLength(String path) {
    Matcher matcher = pattern.matcher(path);
    return matcher.find() ? matcher.end() : -1;
  }

  /// The groups of a path that matches; null when the expression has none.
  Exchange.@Nullable Captures captures(String path) {
    Matcher matcher = pattern.matcher(path);
    if (matcher.groupCount() == 0 || !matcher.find()) {
      return null;
    }
    List<@Nullable String> numbered = new ArrayList<>(matcher.groupCount());
    for (int group = 1; group <= matcher.groupCount(); group++) {
      numbered.add(matcher.group(group));
    }
    Map<String, String> named = new LinkedHashMap<>();
    pattern
        .namedGroups()
        .forEach((name, group) -> {
          String value = numbered.get(group - 1);
          if (value != null) {
            named.put(name, value);
          }
        });
    return new Exchange.Captures(numbered, named);
  }

  static String literalPrefix(String expression) {
    if (hasAlternatives(expression)) {
      return "";
    }
    var prefix = new StringBuilder();
    int at = 0;
    while (at < expression.length() && expression.charAt(at) == '^') {
      at++;
    }
    while (at < expression.length()) {
      char c = expression.charAt(at);
      int width = 1;
      if (c == '\\' && at + 1 < expression.length()) {
        c = expression.charAt(at + 1);
        width = 2;
        if (Character.isLetterOrDigit(c)) {
          break;
        }
      } else if (SPECIAL.indexOf(c) >= 0) {
        break;
      }
      char next = at + width < expression.length() ? expression.charAt(at + width) : 0;
      if (next == '*' || next == '?' || next == '{') {
        break;
      }
      prefix.append(c);
      at += width;
    }
    return prefix.toString();
  }

  /// Whether there may be an alternative outside of all groups: the first char then is not certain.
  private static boolean hasAlternatives(String expression) {
    int depth = 0;
    boolean inClass = false;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\') {
        i++;
      } else if (inClass) {
        inClass = c != ']';
      } else if (c == '[') {
        inClass = true;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '|' && depth == 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }
}
