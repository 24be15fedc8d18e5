package io.troop.control.keys;

import io.troop.control.task.Background;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/// Encrypts everything with a new key, while all goes on. Begins when every process has noticed the
/// key; a process that dies over it leaves the rest to the next.
@Component
class KeyRenewal extends Background {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRenewal.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration NOTICED = Duration.ofSeconds(3);

  private final KeyRing ring;
  private final List<Renewal> renewals;
  private final InstantSource clock;

  KeyRenewal(KeyRing ring, List<Renewal> renewals, InstantSource clock) {
    super("keys-renewal");
    this.ring = ring;
    this.renewals = renewals;
    this.clock = clock;
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(PERIOD, "secrets stay encrypted with an older key for now", this::renew);
  }

  /// Does what is left to do.
  void renew() {
    KeyRing.Shown newest = ring.shown().getLast();
    if (newest.renewedAt() != null || clock.instant().isBefore(newest.createdAt().plus(NOTICED))) {
      return;
    }
    long rows = renewals.stream().mapToLong(Renewal::renew).sum();
    ring.isRenewed(newest.number());
    LOG.info("{} rows were encrypted with key {}", rows, newest.number());
  }
}
