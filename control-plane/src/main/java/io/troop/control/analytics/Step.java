package io.troop.control.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// How finely traffic is kept: a table, its partitions and how long they stay.
public enum Step {
  /// Partitioned by day.
  MINUTE(Duration.ofMinutes(1), Duration.ofDays(7), Duration.ofMinutes(3)),
  /// Partitioned by month.
  HOUR(Duration.ofHours(1), Duration.ofDays(396), Duration.ofMinutes(70));

  private final Duration length;
  private final Duration kept;
  private final Duration open;

  Step(Duration length, Duration kept, Duration open) {
    this.length = length;
    this.kept = kept;
    this.open = open;
  }

  Duration length() {
    return length;
  }

  /// How long rows stay in the database.
  Duration kept() {
    return kept;
  }

  /// How long after its beginning a step stays in memory, to be added to.
  Duration open() {
    return open;
  }

  String table() {
    return "traffic_" + name().toLowerCase(Locale.ROOT);
  }

  /// The beginning of the step that a moment lies in.
  Instant of(Instant moment) {
    return moment.truncatedTo(this == MINUTE ? ChronoUnit.MINUTES : ChronoUnit.HOURS);
  }

  /// The beginning of the partition that a moment lies in.
  Instant partition(Instant moment) {
    ZonedDateTime day = moment.atZone(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
    return (this == MINUTE ? day : day.withDayOfMonth(1)).toInstant();
  }

  /// The beginning of the partition after the one that begins here.
  Instant next(Instant partition) {
    ZonedDateTime begin = partition.atZone(ZoneOffset.UTC);
    return (this == MINUTE ? begin.plusDays(1) : begin.plusMonths(1)).toInstant();
  }
}
