package io.troop.transform;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A change as configurations write it: `name:value`. *Immutable.*
///
/// @param name the text before the first colon
/// @param value the text behind it; null when there is none
public record Pair(String name, @Nullable String value) {

  /// The change that a text is. Of several colons in a row behind the name all are skipped, as in
  /// Kong.
  public static Pair of(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new Pair(text, null);
    }
    int start = colon;
    while (start < text.length() && text.charAt(start) == ':') {
      start++;
    }
    return new Pair(
        text.substring(0, colon), start == text.length() ? null : text.substring(start));
  }

  /// The changes that these texts are, in order.
  public static List<Pair> all(List<String> texts) {
    List<Pair> pairs = new ArrayList<>(texts.size());
    for (String text : texts) {
      pairs.add(of(text));
    }
    return List.copyOf(pairs);
  }
}
