package io.troop.tracing;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The names of traces and spans: lower-case hexadecimal text, two digits a byte. *Stateless.*
public final class Ids {
  static final int TRACE = 16;
  static final int SPAN = 8;

  private Ids() {}

  /// A source of names, which need not be secret: each thread has a generator of its own, seeded by
  /// this one. A strong one takes ten times as long, and threads wait for each other there.
  /// Thread-safe when `seed` is.
  public static RandomGenerator source(RandomGenerator seed) {
    ThreadLocal<SplittableRandom> own =
        ThreadLocal.withInitial(() -> new SplittableRandom(seed.nextLong()));
    return () -> own.get().nextLong();
  }

  /// A new name.
  ///
  /// @param bytes its length
  public static String random(RandomGenerator random, int bytes) {
    byte[] id = new byte[bytes];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /// The name in this many bytes: zeros are put before it, or its first digits are left out.
  public static String sized(String hex, int bytes) {
    int digits = 2 * bytes;
    return hex.length() >= digits
        ? hex.substring(hex.length() - digits)
        : "0".repeat(digits - hex.length()) + hex;
  }

  /// The text in lower case if it is hexadecimal and has from `least` to `most` digits; else null.
  static @Nullable String hex(@Nullable String text, int least, int most) {
    if (text == null || text.length() < least || text.length() > most || text.isEmpty()) {
      return null;
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0 || text.charAt(i) > 'f') {
        return null;
      }
    }
    return text.toLowerCase(Locale.ROOT);
  }

  /// The name of a trace: 16 or 32 hexadecimal digits; else null.
  static @Nullable String trace(@Nullable String text) {
    String hex = hex(text, 16, 32);
    return hex != null && hex.length() != 16 && hex.length() != 32 ? null : hex;
  }

  static boolean isZero(String hex) {
    return hex.chars().allMatch(digit -> digit == '0');
  }

  /// A decimal number as hexadecimal text; null when it is none or too long for a span's name.
  static @Nullable String fromDecimal(@Nullable String text) {
    if (text == null || !text.strip().matches("[0-9]{1,20}")) {
      return null;
    }
    String hex = new BigInteger(text.strip()).toString(16);
    return hex.length() > 2 * SPAN ? null : sized(hex, SPAN);
  }

  static String toDecimal(String hex) {
    return new BigInteger(hex, 16).toString();
  }
}
