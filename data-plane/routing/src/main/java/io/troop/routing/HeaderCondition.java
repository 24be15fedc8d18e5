package io.troop.routing;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.troop.plugin.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One header a route asks for: some line of it has one of the values, compared without case.
/// *Immutable.*
///
/// @param name lower case
/// @param values lower case
record HeaderCondition(String name, List<String> values, List<Pattern> patterns) {
  private static final String REGEX = "~*";

  /// @throws IllegalArgumentException for a value that begins with `~*` and goes on with what is no
  ///   regular expression
  static HeaderCondition of(String name, List<String> wanted) {
    List<String> values = new ArrayList<>();
    List<Pattern> patterns = new ArrayList<>();
    for (String value : wanted) {
      if (value.startsWith(REGEX)) {
        patterns.add(compile(name, value.substring(REGEX.length())));
      } else {
        values.add(value.toLowerCase(Locale.ROOT));
      }
    }
    return new HeaderCondition(
        name.toLowerCase(Locale.ROOT), List.copyOf(values), List.copyOf(patterns));
  }

  private static Pattern compile(String name, String expression) {
    try {
      return Pattern.compile(expression, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "headers." + name + ": '" + expression + "' can't be used: " + e.getMessage(), e);
    }
  }

  /// Whether the header's lines can be looked up: no regular expression is among the values.
  boolean isExact() {
    return patterns.isEmpty();
  }

  boolean accepts(Headers headers) {
    String first = headers.get(name);
    if (first == null) {
      return false;
    }
    if (accepts(first)) {
      return true;
    }
    for (String line : headers.all(name)) {
      if (accepts(line)) {
        return true;
      }
    }
    return false;
  }

  private boolean accepts(String line) {
    for (String value : values) {
      if (value.equalsIgnoreCase(line)) {
        return true;
      }
    }
    for (Pattern pattern : patterns) {
      if (pattern.matcher(line).find()) {
        return true;
      }
    }
    return false;
  }
}
