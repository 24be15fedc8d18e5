package io.troop.control.governance.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlane;
import io.troop.control.ControlPlaneForTests;
import io.troop.control.database.TestDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
      int port = freePort();
      Process killed = process(settings, port, folder.resolve("log"));
      try {
        awaitPort(killed, port, folder.resolve("log"));
        new TransactionTemplate(control.bean(PlatformTransactionManager.class))
            .executeWithoutResult(_ -> {
              control
                  .bean(JdbcTemplate.class)
                  .queryForList("select seq from audit_chain for update", Long.class);
              loadAndKill(killed, port, answered);
            });
      } finally {
        killed.destroyForcibly();
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

  private static int freePort() throws IOException {
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static Process process(Map<String, String> settings, int port, Path log)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.real.class.path", System.getProperty("java.class.path")),
                ControlPlane.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    settings.forEach(
        (name, value) -> builder.environment().put("KONG_" + name.toUpperCase(Locale.ROOT), value));
    builder.environment().put("KONG_ADMIN_LISTEN", "127.0.0.1:" + port);
    builder.environment().put("KONG_ADMIN_GUI_LISTEN", "off");
    builder.environment().put("KONG_CLUSTER_LISTEN", "127.0.0.1:" + freePort());
    builder.environment().put("KONG_CLUSTER_TELEMETRY_LISTEN", "127.0.0.1:" + freePort());
    return builder.start();
  }

  private static void loadAndKill(Process process, int port, Queue<String> answered) {
    try {
      CountDownLatch enough = new CountDownLatch(KILLED_AFTER);
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(Thread.ofVirtual().start(() -> ask(port, answered, enough)));
      }
      assertThat(enough.await(120, TimeUnit.SECONDS)).as("enough answers").isTrue();
      process.destroyForcibly();
      process.waitFor();
      for (Thread client : clients) {
        client.join();
      }
    } catch (InterruptedException problem) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(problem);
    }
  }

  private static void awaitPort(Process process, int port, Path log)
      throws IOException, InterruptedException {
    for (int i = 0; i < 3_000 && process.isAlive(); i++) {
      try (Socket _ = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException _) {
        process.waitFor(100, TimeUnit.MILLISECONDS);
      }
    }
    throw new IllegalStateException("it does not listen: " + Files.readString(log));
  }

  /// Asks until nobody answers any more.
  private static void ask(int port, Queue<String> answered, CountDownLatch enough) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/services"))
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
