package io.troop.control.governance.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.ControlPlaneForTests;
import io.troop.control.database.TestDatabase;
import io.troop.control.document.Json;
import io.troop.control.governance.export.Stub.Said;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportIT {

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private static List<String> paths(Stub stub) {
    List<String> paths = new ArrayList<>();
    for (Stub.Asked asked : stub.asked) {
      for (Object row : (List<?>) Json.parse(asked.body())) {
        paths.add(String.valueOf(((Map<?, ?>) row).get("path")));
      }
    }
    return paths;
  }

  @Test
  void everyTargetGetsEveryEntryInOrderAcrossAFailureAndARestart(@TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("audit.jsonl");
    Map<String, String> settings = TestDatabase.settings();
    settings.put("audit_log", "on");
    settings.put("audit_log_ignore_paths", "/audit/");
    settings.put("troop_audit_export", "file");
    settings.put("troop_audit_export_file_path", file.toString());
    try (Stub hook = new Stub()) {
      hook.behaviour = _ -> new Said(503, "away");
      try (ControlPlaneForTests control = ControlPlaneForTests.start(settings)) {
        control.put(
            "/audit/exports/hook",
            Map.of("kind", "webhook", "config", Map.of("url", hook.url(), "secret", "hidden-1")));
        control.get("/first");
        await(() -> !hook.asked.isEmpty());
        await(() ->
            String.valueOf(control.get("/audit/exports/hook").json().get("last_error"))
                .contains("503"));
        assertThat(control.get("/audit/exports/hook").json())
            .containsEntry("checkpoint", 0L)
            .containsEntry("lag", 1L);
        assertThat(control.get("/audit/exports").raw().body()).doesNotContain("hidden-1");
        control.get("/second");
      }
      hook.asked.clear();
      hook.behaviour = _ -> new Said(200, "{}");
      try (ControlPlaneForTests control = ControlPlaneForTests.start(settings)) {
        control.get("/third");
        await(() -> paths(hook).contains("/third"));
        await(() -> Long.valueOf(0).equals(control.get("/audit/exports/hook").json().get("lag")));
        await(() -> Long.valueOf(0).equals(control.get("/audit/exports/file").json().get("lag")));
        assertThat(control.delete("/audit/exports/file").status()).isEqualTo(400);
        assertThat(control.delete("/audit/exports/hook").status()).isEqualTo(204);
      }
      assertThat(paths(hook)).containsExactly("/first", "/second", "/third");
      // At least once: an entry whose checkpoint was not kept when the first ended comes again.
      Set<String> ids = new HashSet<>();
      for (String line : Files.readAllLines(file)) {
        ids.add(String.valueOf(Json.object(line).get("request_id")));
      }
      assertThat(ids).hasSize(3);
    }
  }

  @Test
  void aFileCantBeNamedOverTheApi() {
    try (ControlPlaneForTests control = ControlPlaneForTests.start()) {
      assertThat(
              control
                  .put(
                      "/audit/exports/x",
                      Map.of("kind", "file", "config", Map.of("path", "/etc/passwd")))
                  .status())
          .isEqualTo(400);
      assertThat(
              control
                  .put(
                      "/audit/exports/x",
                      Map.of("kind", "webhook", "config", Map.of("url", "ftp://x")))
                  .status())
          .isEqualTo(400);
    }
  }
}
