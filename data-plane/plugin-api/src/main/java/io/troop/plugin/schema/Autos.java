package io.troop.plugin.schema;

import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/// Makes the values that the gateway fills in: ids, times, keys of credentials. *Thread-safe when
/// its parts are.*
///
/// @param random has to be cryptographically strong, because keys come from it
public record Autos(InstantSource clock, RandomGenerator random) {

  private static final String LETTERS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /// A random (version 4) UUID.
  String uuid() {
    long high = (random.nextLong() & 0xffffffffffff0fffL) | 0x4000L;
    long low = (random.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }

  /// 32 letters and digits.
  String text() {
    StringBuilder out = new StringBuilder(32);
    for (int i = 0; i < 32; i++) {
      out.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return out.toString();
  }

  /// Now in whole seconds, or with milliseconds as a fraction.
  Object now(boolean whole) {
    Instant now = clock.instant();
    return whole
        ? (Object) now.getEpochSecond()
        : Values.number(Math.floorDiv(now.toEpochMilli(), 1L) / 1000.0);
  }
}
