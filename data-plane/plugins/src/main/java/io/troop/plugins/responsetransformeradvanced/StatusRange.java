package io.troop.plugins.responsetransformeradvanced;

import io.troop.plugin.schema.annotation.Validator;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Statuses from one to another. *Immutable.*
record StatusRange(int first, int last) {
  private static final Pattern FORM = Pattern.compile("[1-5]\\d\\d(-[1-5]\\d\\d)?");

  static StatusRange of(String text) {
    int first = Integer.parseInt(text.substring(0, 3));
    return new StatusRange(first, text.length() > 3 ? Integer.parseInt(text.substring(4)) : first);
  }

  /// Whether a status is in one of these; every status when there is none.
  static boolean contain(List<String> ranges, int status) {
    return ranges.isEmpty()
        || ranges.stream()
            .map(StatusRange::of)
            .anyMatch(range -> status >= range.first && status <= range.last);
  }

  /// Checks that a text is a status or a range of them. *Without state.*
  static final class Text implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      String text = String.valueOf(value);
      boolean is = FORM.matcher(text).matches() && of(text).first <= of(text).last;
      return is ? null : "value '" + text + "' is neither status code nor status code range";
    }
  }
}
