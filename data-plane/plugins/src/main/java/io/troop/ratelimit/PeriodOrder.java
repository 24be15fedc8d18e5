package io.troop.ratelimit;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Finds limits of longer periods that are lower than those of shorter ones. *Stateless.*
public final class PeriodOrder {

  private PeriodOrder() {}

  /// What is wrong with limits by their periods' labels; null when nothing is.
  ///
  /// @param the how the message begins: `The` or `the`
  public static @Nullable String violation(Map<?, ?> limits, String the) {
    for (Period shorter : Period.values()) {
      if (!(limits.get(shorter.label()) instanceof Number low)) {
        continue;
      }
      for (Period longer : Period.values()) {
        if (longer.seconds() > shorter.seconds()
            && limits.get(longer.label()) instanceof Number high
            && high.doubleValue() < low.doubleValue()) {
          return String.format(
              Locale.ROOT,
              "%s limit for %s(%.1f) cannot be lower than the limit for %s(%.1f)",
              the,
              longer.label(),
              high.doubleValue(),
              shorter.label(),
              low.doubleValue());
        }
      }
    }
    return null;
  }
}
