package io.troop.control.governance.audit;

import io.troop.control.task.Background;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Writes entries about requests that no file takes: all that wait, in one transaction.
/// *Thread-safe.*
@Component
class RequestWriter extends Background {

  private static final Logger LOG = LoggerFactory.getLogger(RequestWriter.class);
  private static final int MOST_WAITING = 10_000;
  private static final int MOST_AT_ONCE = 500;
  private static final long PATIENCE_SECONDS = 10;

  private record Waiting(Entry.Draft draft, CompletableFuture<Boolean> done) {}

  private final Ledger ledger;
  private final TransactionTemplate transaction;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);

  RequestWriter(Ledger ledger, PlatformTransactionManager transactions) {
    super("audit-writer");
    this.ledger = ledger;
    this.transaction = new TransactionTemplate(transactions);
  }

  /// Writes an entry.
  ///
  /// @return whether it is in the database, and stays there
  boolean write(Entry.Draft draft) {
    Waiting waiting = new Waiting(draft, new CompletableFuture<>());
    try {
      return queue.offer(waiting, PATIENCE_SECONDS, TimeUnit.SECONDS)
          && waiting.done().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException problem) {
      LOG.error("an entry of the audit log could not be written", problem);
      return false;
    }
  }

  /// Before the web server starts, and until it has stopped.
  @Override
  public int getPhase() {
    return -1000;
  }

  @Override
  protected void run() throws InterruptedException {
    List<Waiting> batch = new ArrayList<>();
    while (isRunning()) {
      try {
        batch.add(queue.take());
        queue.drainTo(batch, MOST_AT_ONCE - 1);
        commit(batch);
      } finally {
        batch.clear();
      }
    }
  }

  private void commit(List<Waiting> batch) {
    try {
      List<Entry.Draft> drafts = batch.stream().map(Waiting::draft).toList();
      transaction.executeWithoutResult(_ -> ledger.append(Ledger.REQUESTS, drafts));
      batch.forEach(waiting -> waiting.done().complete(true));
    } catch (RuntimeException problem) {
      batch.forEach(waiting -> waiting.done().completeExceptionally(problem));
    }
  }
}
