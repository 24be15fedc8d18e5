package io.troop.control.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.ControlPlaneProcess;
import io.troop.control.database.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class SpoolIT {

  private static final int KILLED_AFTER = 200;

  private static List<String> requestIds(ControlPlaneForTests control) {
    return control
        .bean(JdbcTemplate.class)
        .queryForList("select entry::jsonb ->> 'request_id' from audit_entry", String.class);
  }

  /// A second control plane is killed while it answers and can't reach the chain: the first finds
  /// what it left behind.
  @Test
  void noAnsweredRequestIsLostWhenAControlPlaneIsKilled(@TempDir Path folder) throws Exception {
    Map<String, String> settings = TestDatabase.settings();
    settings.put("audit_log", "on");
    settings.put("troop_audit_spool", folder.resolve("spool").toString());
    try (ControlPlaneForTests control = ControlPlaneForTests.start(settings)) {
      control.get("/makes-the-chain");
      control.bean(Spool.class).settle();
      Queue<String> answered = new ConcurrentLinkedQueue<>();
      try (ControlPlaneProcess killed =
          ControlPlaneProcess.start(settings, Map.of(), folder.resolve("log"))) {
        new TransactionTemplate(control.bean(PlatformTransactionManager.class))
            .executeWithoutResult(_ -> {
              control
                  .bean(JdbcTemplate.class)
                  .queryForList("select seq from audit_chain for update", Long.class);
              loadAndKill(killed, answered);
            });
      }
      assertThat(answered).hasSizeGreaterThanOrEqualTo(KILLED_AFTER);

      control.bean(Spool.class).adopt();

      assertThat(requestIds(control)).containsAll(answered).doesNotHaveDuplicates();
      assertThat(control.get("/audit/verify").json()).containsEntry("valid", true);
      assertThat(
              control
                  .bean(JdbcTemplate.class)
                  .queryForObject("select count(*) from audit_spool", Long.class))
          .isLessThanOrEqualTo(1);
    }
  }

  private static void loadAndKill(ControlPlaneProcess process, Queue<String> answered) {
    try {
      CountDownLatch enough = new CountDownLatch(KILLED_AFTER);
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(Thread.ofVirtual().start(() -> ask(process.base(), answered, enough)));
      }
      assertThat(enough.await(120, TimeUnit.SECONDS)).as("enough answers").isTrue();
      process.kill();
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(problem);
    }
  }

  /// Asks until nobody answers any more.
  private static void ask(String base, Queue<String> answered, CountDownLatch enough) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(base + "/services"))
              .timeout(Duration.ofSeconds(30))
              .build();
      while (true) {
        HttpResponse<Void> answer = client.send(request, HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() == 200) {
          answered.add(answer.headers().firstValue("X-Kong-Admin-Request-ID").orElseThrow());
          enough.countDown();
        }
      }
    } catch (IOException _) {
      // It was killed.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whatCanNotBeLeftInAFileGoesToTheDatabaseAtOnce(@TempDir Path folder) throws IOException {
    Path spool = folder.resolve("spool");
    try (ControlPlaneForTests control =
        ControlPlaneForTests.startWith(
            Map.of("audit_log", "on", "troop_audit_spool", spool.toString()))) {
      try (var files = Files.list(spool)) {
        for (Path each : files.toList()) {
          Files.delete(each);
        }
      }

      var reply = control.get("/services");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(requestIds(control))
          .contains(reply.raw().headers().firstValue("X-Kong-Admin-Request-ID").orElseThrow());
    }
  }

  @Test
  void aControlPlaneThatStopsLeavesNothingBehind(@TempDir Path folder) throws IOException {
    Map<String, String> settings = TestDatabase.settings();
    settings.put("audit_log", "on");
    settings.put("troop_audit_spool", folder.toString());
    try (ControlPlaneForTests control = ControlPlaneForTests.start(settings)) {
      for (int i = 0; i < 20; i++) {
        control.get("/asked/" + i);
      }
    }
    try (var files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).isEmpty();
    }
    try (ControlPlaneForTests control = ControlPlaneForTests.start(settings)) {
      assertThat(requestIds(control)).hasSize(20);
    }
  }
}
