package io.troop.control.governance.audit;

import io.troop.control.task.Background;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Takes entries away whose time is over, always from the beginning of a chain and a few at a time:
/// who writes is never kept waiting for long.
@Component
class Retention extends Background {

  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final int AT_ONCE = 2000;

  private final Ledger ledger;
  private final InstantSource clock;
  private final TransactionTemplate transaction;

  Retention(Ledger ledger, InstantSource clock, PlatformTransactionManager transactions) {
    super("audit-retention");
    this.ledger = ledger;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(PERIOD, "old entries of the audit log stay for now", this::forget);
  }

  /// Takes away what is over by now.
  void forget() {
    long now = clock.instant().getEpochSecond();
    for (Ledger.Ends chain : ledger.chains()) {
      long from = chain.goneSeq();
      @Nullable Entry last = forget(chain.name(), from, now);
      while (last != null) {
        last = forget(chain.name(), last.seq(), now);
      }
    }
  }

  private @Nullable Entry forget(String chain, long from, long now) {
    List<Entry> over =
        ledger.after(chain, from, AT_ONCE).stream()
            .takeWhile(entry -> entry.expiresAt() <= now)
            .toList();
    if (over.isEmpty()) {
      return null;
    }
    transaction.executeWithoutResult(_ -> ledger.forget(over.getLast()));
    return over.getLast();
  }
}
