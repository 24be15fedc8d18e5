package io.troop.proxy.vault;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// For how long what a vault said counts. *Immutable.*
///
/// @param ttl how long a secret is good before it is read anew; null for ever
/// @param negative how long a secret that can't be read is not asked for again
/// @param resurrect how long a secret is good beyond its time while the vault is away; null for
///   ever
public record Lifetime(@Nullable Duration ttl, Duration negative, @Nullable Duration resurrect) {
  private static final Duration USUAL_NEGATIVE = Duration.ofSeconds(10);

  /// As a vault's settings say.
  public static Lifetime of(Map<String, ?> config) {
    Duration negative = seconds(config.get("neg_ttl"));
    return new Lifetime(
        seconds(config.get("ttl")),
        negative == null ? USUAL_NEGATIVE : negative,
        seconds(config.get("resurrect_ttl")));
  }

  private static @Nullable Duration seconds(@Nullable Object value) {
    if (value instanceof Number number && number.doubleValue() > 0) {
      return Duration.ofMillis(Math.max(1000, Math.round(number.doubleValue() * 1000)));
    }
    return value instanceof String text && text.matches("\\d{1,9}")
        ? Duration.ofSeconds(Math.max(1, Long.parseLong(text)))
        : null;
  }
}
