package io.troop.protobuf;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/// `google.protobuf.Timestamp` as a text, as Kong shows it: ISO 8601 in UTC without a zone and
/// without fractions. *Stateless.*
final class Moments {
  static final String TYPE = "google.protobuf.Timestamp";
  private static final DateTimeFormatter SHOWN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

  private Moments() {}

  static String text(Map<?, ?> members) {
    long seconds = members.get("seconds") instanceof Long whole ? whole : 0;
    try {
      return SHOWN.format(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      throw new ProtoException("a timestamp of " + seconds + " seconds", e);
    }
  }

  static Map<String, Object> members(Object value) {
    if (!(value instanceof String text)) {
      throw new ProtoException("a timestamp that is no text (expected: ISO 8601)");
    }
    Instant moment = moment(text.trim().replace(' ', 'T'));
    return Map.of("seconds", moment.getEpochSecond(), "nanos", (long) moment.getNano());
  }

  private static Instant moment(String text) {
    try {
      if (!text.contains("T")) {
        return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
      }
      boolean zoned = text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d:?\\d\\d");
      return zoned
          ? OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new ProtoException("'" + text + "' is no timestamp (expected: ISO 8601)", e);
    }
  }
}
