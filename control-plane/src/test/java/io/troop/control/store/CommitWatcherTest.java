package io.troop.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.database.OwnConnections;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

class CommitWatcherTest {

  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch twice = new CountDownLatch(2);

  @Test
  void watchesEvenIfItsThreadRunsBeforeTheStarterGoesOn() throws Exception {
    // The starter sleeps right after Thread.start, as on a busy machine.
    ThreadFactory overtaking =
        task ->
            new Thread(task) {
              @Override
              public void start() {
                super.start();
                try {
                  join(200);
                } catch (InterruptedException _) {
                  Thread.currentThread().interrupt();
                }
              }
            };
    CommitWatcher watcher = watcher(overtaking, () -> new SQLException("not now"));
    watcher.start();
    try {
      assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(watcher.isRunning()).isTrue();
    } finally {
      watcher.stop();
    }
  }

  @Test
  void goesOnAfterAnErrorThatNobodyForesaw() throws Exception {
    CommitWatcher watcher =
        watcher(
            Thread.ofVirtual().factory(),
            () -> {
              throw new IllegalStateException("a bug");
            });
    watcher.start();
    try {
      assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      watcher.stop();
    }
    assertThat(asked.get()).isGreaterThanOrEqualTo(2);
  }

  private interface Failure {
    SQLException get();
  }

  private CommitWatcher watcher(ThreadFactory threads, Failure failure) {
    OwnConnections database =
        () -> {
          asked.incrementAndGet();
          twice.countDown();
          throw failure.get();
        };
    return new CommitWatcher(database, linesOfNothing(), threads);
  }

  private static Lines linesOfNothing() {
    return new Lines(
        null,
        new EntitySpecs(List.of()),
        new NoTransactions(),
        new DefaultListableBeanFactory().getBeanProvider(CommitListener.class));
  }

  private static final class NoTransactions extends AbstractPlatformTransactionManager {
    private static final long serialVersionUID = 1L;

    @Override
    protected Object doGetTransaction() {
      return this;
    }

    @Override
    protected void doBegin(
        Object transaction, org.springframework.transaction.TransactionDefinition definition) {}

    @Override
    protected void doCommit(DefaultTransactionStatus status) {}

    @Override
    protected void doRollback(DefaultTransactionStatus status) {}
  }
}
