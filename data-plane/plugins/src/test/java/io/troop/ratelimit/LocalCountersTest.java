package io.troop.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LocalCountersTest {
  private static final List<Window> TEN = List.of(new PeriodLimit(Period.DAY, 10));

  private final LocalCounters counters = new LocalCounters();

  @Test
  void manyThreadsTogetherNeverExceedTheLimit() {
    List<Window> limit = List.of(new PeriodLimit(Period.DAY, 1000));
    AtomicInteger admitted = new AtomicInteger();
    try (var threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        threads.execute(() -> {
          for (int n = 0; n < 500; n++) {
            if (counters.take("k", limit, 0).admitted()) {
              admitted.incrementAndGet();
            }
          }
        });
      }
    }
    assertThat(admitted).hasValue(1000);
  }

  @Test
  void looksWithoutCountingAndCountsWhateverIsLeft() {
    counters.add("k", TEN, 0, 12);

    assertThat(counters.look("k", TEN, 0).used()).containsExactly(12.0);
    assertThat(counters.look("k", TEN, 0).left(0)).isEqualTo(-2.0);
    assertThat(counters.take("k", TEN, 0).admitted()).isFalse();
    assertThat(counters.look("k", TEN, 0).used()).containsExactly(12.0);
  }

  @Test
  void holdsABoundedNumberOfKeysAndForgetsTheOldest() {
    counters.take("first", TEN, 0);
    for (int i = 0; i < 600_000; i++) {
      counters.take(i, TEN, 0);
    }

    assertThat(counters.look("first", TEN, 0).used()).containsExactly(0.0);
    assertThat(counters.look(599_999, TEN, 0).used()).containsExactly(1.0);
  }

  @Test
  void aKeyInUseIsNotForgotten() {
    for (int i = 0; i < 600_000; i++) {
      if (i % 20_000 == 0) {
        counters.add("used", TEN, i, 1);
      }
      counters.take(i, TEN, i);
    }

    assertThat(counters.look("used", TEN, 600_000).used()).containsExactly(30.0);
  }

  @Test
  void windowsOfSeveralLengthsCountTogetherAndApart() {
    List<Window> both = List.of(new PeriodLimit(Period.HOUR, 5), new PeriodLimit(Period.DAY, 10));
    counters.take("k", TEN, 0);
    counters.take("k", both, 0);
    counters.take("k", both, 3_600_000);

    assertThat(counters.look("k", both, 3_600_000).used()).containsExactly(1.0, 3.0);
    assertThat(counters.look("k", TEN, 3_600_000).used()).containsExactly(3.0);
  }
}
