package io.troop.plugins.hmacauth;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the three forms of a date in HTTP (RFC 9110, section 5.6.7). *Stateless.*
final class HttpDate {
  private static final List<DateTimeFormatter> FORMS =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          form("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
          form("EEE MMM ppd HH:mm:ss yyyy"));

  private HttpDate() {}

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /// Null for a text that is no date.
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    for (DateTimeFormatter form : FORMS) {
      try {
        return form.parse(text.strip(), Instant::from);
      } catch (DateTimeParseException e) {
        // It may be in the next form.
      }
    }
    return null;
  }
}
