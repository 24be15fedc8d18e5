package io.troop.ratelimit;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;

/// The windows that Kong knows by name, as the calendar in UTC has them. A month counts for thirty
/// days and a year for 365 where only its length matters, as in Kong.
public enum Period {
  SECOND(1),
  MINUTE(60),
  HOUR(3600),
  DAY(86_400),
  MONTH(2_592_000),
  YEAR(31_536_000);

  private final long seconds;

  Period(long seconds) {
    this.seconds = seconds;
  }

  public long seconds() {
    return seconds;
  }

  /// As configurations and headers name it: `second`.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// When the one that holds this moment began; both in milliseconds since 1970.
  public long start(long nowMillis) {
    if (this != MONTH && this != YEAR) {
      long millis = seconds * 1000;
      return Math.floorDiv(nowMillis, millis) * millis;
    }
    LocalDate day = LocalDate.ofInstant(Instant.ofEpochMilli(nowMillis), ZoneOffset.UTC);
    LocalDate first = this == MONTH ? day.withDayOfMonth(1) : day.withDayOfYear(1);
    return first.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
  }
}
