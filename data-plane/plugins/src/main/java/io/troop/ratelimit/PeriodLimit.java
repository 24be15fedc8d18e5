package io.troop.ratelimit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A limit per second, minute and so on. *Immutable.*
public record PeriodLimit(Period period, double limit) implements Window {

  /// The limits that are given; null for none.
  public static List<PeriodLimit> all(
      @Nullable Double second,
      @Nullable Double minute,
      @Nullable Double hour,
      @Nullable Double day,
      @Nullable Double month,
      @Nullable Double year) {
    List<PeriodLimit> all = new ArrayList<>();
    add(all, Period.SECOND, second);
    add(all, Period.MINUTE, minute);
    add(all, Period.HOUR, hour);
    add(all, Period.DAY, day);
    add(all, Period.MONTH, month);
    add(all, Period.YEAR, year);
    return List.copyOf(all);
  }

  private static void add(List<PeriodLimit> all, Period period, @Nullable Double limit) {
    if (limit != null) {
      all.add(new PeriodLimit(period, limit));
    }
  }

  @Override
  public long seconds() {
    return period.seconds();
  }

  @Override
  public long start(long nowMillis) {
    return period.start(nowMillis);
  }
}
