package io.troop.control.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static final Duration CLOSED = Duration.ofMinutes(15);

  private final AtomicReference<Instant> time =
      new AtomicReference<>(Instant.parse("2026-03-04T05:06:07Z"));
  private final Attempts attempts = new Attempts(3, CLOSED, time::get);

  private void failThreeTimes() {
    for (int i = 0; i < 3; i++) {
      attempts.failed("ann");
    }
  }

  @Test
  void theDoorClosesForOneAndForSoLong() {
    attempts.failed("ann");
    attempts.failed("ann");
    assertThat(attempts.closedFor("ann")).isZero();
    attempts.failed("ann");

    assertThat(attempts.closedFor("ann")).isEqualTo(CLOSED);
    assertThat(attempts.closedFor("bob")).isZero();
    time.updateAndGet(now -> now.plus(CLOSED));
    assertThat(attempts.closedFor("ann")).isZero();
  }

  @Test
  void aSuccessForgetsWhatWasBefore() {
    attempts.failed("ann");
    attempts.failed("ann");
    attempts.succeeded("ann");
    attempts.failed("ann");

    assertThat(attempts.closedFor("ann")).isZero();
  }

  @Test
  void aClockThatIsSetBackLeavesNoDoorClosedForDays() {
    failThreeTimes();
    time.updateAndGet(now -> now.minus(Duration.ofDays(3)));

    assertThat(attempts.closedFor("ann")).isZero();
    failThreeTimes();
    assertThat(attempts.closedFor("ann")).isEqualTo(CLOSED);
  }
}
