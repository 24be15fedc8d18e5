package io.troop.plugins.hmacauth;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads the three forms of a date in HTTP (RFC 9110, section 5.6.7). *Stateless.*
final class HttpDate {
  /// Without the day of the week, which says nothing new.
  private static final List<DateTimeFormatter> FORMS =
      List.of(
          form("d MMM yyyy HH:mm:ss 'GMT'"),
          new DateTimeFormatterBuilder()
              .appendPattern("dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH)
              .withZone(ZoneOffset.UTC),
          form("MMM ppd HH:mm:ss yyyy"));

  private HttpDate() {}

  private static DateTimeFormatter form(String pattern) {
    return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(ZoneOffset.UTC);
  }

  /// Null for a text that is no date.
  static @Nullable Instant parse(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String date = text.strip().replaceFirst("^[A-Za-z]+,? ", "");
    for (DateTimeFormatter form : FORMS) {
      try {
        return form.parse(date, Instant::from);
      } catch (DateTimeParseException e) {
        // It may be in the next form.
      }
    }
    return null;
  }
}
