package io.troop.plugins.mocking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The content types that a client accepts, the preferred ones first. *Immutable.*
record Accepted(List<Range> ranges) {

  /// @param type such as `text/html`, `text/*` or `*/*`
  private record Range(String type, double quality) {

    boolean includes(String other) {
      return type.equals("*/*")
          || type.equals(other)
          || (type.endsWith("/*") && other.startsWith(type.substring(0, type.length() - 1)));
    }
  }

  static Accepted of(@Nullable String header) {
    List<Range> ranges = new ArrayList<>();
    for (String part : (header == null || header.isBlank() ? "*/*" : header).split(",", -1)) {
      String[] words = part.split(";", -1);
      double quality = 1;
      for (String word : words) {
        if (word.strip().matches("q=[0-9]{0,3}(\\.[0-9]{0,6})?")) {
          String number = word.strip().substring(2);
          quality = number.isEmpty() || number.equals(".") ? 0 : Double.parseDouble(number);
        }
      }
      if (quality > 0) {
        ranges.add(new Range(words[0].strip().toLowerCase(Locale.ROOT), quality));
      }
    }
    ranges.sort(Comparator.comparingDouble(Range::quality).reversed());
    return new Accepted(List.copyOf(ranges));
  }

  /// The one to answer with; null when none is accepted.
  @Nullable String choose(Collection<String> types) {
    for (Range range : ranges) {
      for (String type : types) {
        String plain = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (range.includes(plain)) {
          return type;
        }
      }
    }
    return null;
  }
}
