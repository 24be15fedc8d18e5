package io.troop.control.governance.audit;

import static io.troop.control.governance.audit.AuditAnswers.chain;
import static io.troop.control.governance.audit.AuditAnswers.data;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// What stays provable when entries leave.
class RetentionIT {

  @Test
  void retentionKeepsTheRestVerifiable() throws Exception {
    try (ControlPlaneForTests own =
        ControlPlaneForTests.startWith(Map.of("audit_log", "on", "audit_log_record_ttl", "50"))) {
      for (int i = 0; i < 3; i++) {
        own.get("/old/" + i);
      }
      own.bean(Spool.class).settle();
      // A reader of the partition that leaves keeps it, and nobody who writes.
      CountDownLatch read = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<?> reader =
            others.submit(() ->
                new TransactionTemplate(own.bean(PlatformTransactionManager.class))
                    .executeWithoutResult(_ -> {
                      own.bean(Ledger.class).after(Ledger.REQUESTS, 0, 1);
                      read.countDown();
                      uninterrupted(leave);
                    }));
        read.await();
        Future<?> retention = others.submit(() -> forget(own, Instant.now().plusSeconds(200)));
        long far = Instant.now().getEpochSecond() + 1_000_000;
        own.bean(Partitions.class).ensure(far);
        own.bean(JdbcTemplate.class)
            .update(
                "insert into audit_entry values ('other', 1, 0, ?, gen_random_uuid(), null, '', '')",
                far);
        leave.countDown();
        reader.get();
        retention.get();
      }
      own.get("/new");

      assertThat(data(own.get("/audit/requests")))
          .extracting(row -> row.get("path"))
          .containsExactly("/new");
      assertThat(own.get("/audit/verify").json()).containsEntry("valid", true);
      assertThat(chain(own, "requests")).containsEntry("first", 4L);
    }
  }

  private static void uninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException problem) {
      throw new IllegalStateException(problem);
    }
  }

  private static void forget(ControlPlaneForTests own, Instant moment) {
    new Retention(
            own.bean(Ledger.class),
            own.bean(Partitions.class),
            own.bean(AuditSettings.class),
            InstantSource.fixed(moment),
            own.bean(PlatformTransactionManager.class))
        .forget();
  }

  @Test
  void retentionNeverBreaksAChain() {
    try (ControlPlaneForTests own =
        ControlPlaneForTests.startWith(Map.of("audit_log", "on", "audit_log_record_ttl", "50"))) {
      own.get("/stays-long");
      own.get("/stays-short");
      own.bean(Spool.class).settle();
      JdbcTemplate jdbc = own.bean(JdbcTemplate.class);
      long far = Instant.now().getEpochSecond() + 1_000_000;
      own.bean(Partitions.class).ensure(far);
      jdbc.update("update audit_entry set expires_at = ? where seq = 1", far);

      forget(own, Instant.now().plusSeconds(200));
      assertThat(jdbc.queryForObject("select count(*) from audit_entry", Long.class)).isEqualTo(2);
      forget(own, Instant.ofEpochSecond(far + 1_000_000));
      forget(own, Instant.ofEpochSecond(far + 1_000_000));
      assertThat(jdbc.queryForObject("select count(*) from audit_entry", Long.class)).isZero();
    }
  }
}
