package io.troop.control.governance.audit;

import io.troop.control.task.Background;
import java.time.Duration;
import java.time.InstantSource;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes entries away whose time is over, always from the beginning of a chain and a partition at a
/// time: nobody who writes waits for it. Also makes the partitions that come next.
@Component
class Retention extends Background {

  private static final Duration PERIOD = Duration.ofSeconds(10);

  private final Ledger ledger;
  private final Partitions partitions;
  private final AuditSettings settings;
  private final InstantSource clock;
  private final TransactionTemplate transaction;

  Retention(
      Ledger ledger,
      Partitions partitions,
      AuditSettings settings,
      InstantSource clock,
      PlatformTransactionManager transactions) {
    super("audit-retention");
    this.ledger = ledger;
    this.partitions = partitions;
    this.settings = settings;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(PERIOD, "old entries of the audit log stay for now", this::forget);
  }

  /// Takes away what is over by now, as far as no chain breaks: when the clock or the time to stay
  /// was changed, entries may have to wait for earlier ones.
  void forget() {
    long now = clock.instant().getEpochSecond();
    if (settings.on()) {
      partitions.ensureAhead(now + settings.seconds());
    }
    for (Partitions.Partition partition : partitions.read().values()) {
      if (partition.to() > now) {
        continue;
      }
      Boolean leaves =
          partition.leaving() ? Boolean.TRUE : transaction.execute(_ -> ledger.forget(partition));
      if (Boolean.TRUE.equals(leaves)) {
        partitions.drop(partition);
      }
    }
    partitions.dropDetached();
  }
}
