package io.troop.certs;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.certs.Rotation.Slot;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RotationTest {

  private final MutableClock clock = new MutableClock();
  private final AtomicInteger made = new AtomicInteger();
  private final Rotator<Integer> rotator =
      new Rotator<>(
          Rotation.STANDARD,
          now -> new Slot<>(made.incrementAndGet(), now, now.plus(Duration.ofDays(90))),
          clock);

  @Test
  void preparesThenActivatesThenRetires() {
    assertThat(rotator.tick()).isFalse();
    assertThat(made).hasValue(1);

    clock.pass(Duration.ofDays(45));
    assertThat(rotator.tick()).isFalse();
    assertThat(rotator.current()).isEqualTo(1);
    assertThat(rotator.slots().next().value()).isEqualTo(2);

    clock.pass(Duration.ofDays(15));
    assertThat(rotator.tick()).isTrue();
    assertThat(rotator.current()).isEqualTo(2);
    assertThat(rotator.slots().last().value()).isEqualTo(1);

    clock.pass(Duration.ofDays(1));
    assertThat(rotator.tick()).isFalse();
    assertThat(rotator.slots().last()).isNull();
    assertThat(rotator.slots().next()).isNull();
  }

  @Test
  void afterALongSleepAFreshOneIsActiveAtOnce() {
    clock.pass(Duration.ofDays(400));
    assertThat(rotator.tick()).isTrue();
    assertThat(rotator.current()).isEqualTo(2);
    assertThat(rotator.slots().active().to()).isAfter(clock.instant());
  }

  @Test
  void neverHoldsMoreThanTwo() {
    for (int day = 0; day < 1000; day++) {
      clock.pass(Duration.ofDays(1));
      rotator.tick();
      var slots = rotator.slots();
      assertThat(slots.next() != null && slots.last() != null).isFalse();
      assertThat(slots.active().to()).isAfter(clock.instant());
    }
    assertThat(made.get()).isBetween(20, 24);
  }
}
