package io.troop.control.declarative;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./troop config`, the command itself, as a user types it.
class ConfigVerbIT {

  private final RunningControlPlane server = RunningControlPlane.get();
  private final String workspace = "verb-" + UUID.randomUUID().toString().substring(0, 8);

  @TempDir Path folder;

  private record Done(int status, String output) {}

  private static Path launcher() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isExecutable(folder.resolve("troop"))) {
      folder = folder.getParent();
    }
    return folder.resolve("troop");
  }

  private Done config(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher().toString(), "config"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--admin", server.base(), "--workspace", workspace));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TROOP_HOME", folder.resolve("home").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(output).isTrue();
    return new Done(process.exitValue(), output);
  }

  @Test
  void whatIsExportedAndWipedComesBackToTheSameBytes() throws Exception {
    server.post("/workspaces", "name", workspace);
    server.post("/" + workspace + "/services", "name", "shop", "url", "https://shop.com/x");
    server.post("/" + workspace + "/services/shop/routes", "name", "r", "paths", List.of("/shop"));
    server.post("/" + workspace + "/consumers", "username", "bob");
    server.post("/" + workspace + "/consumers/bob/key-auth", "key", "k: #1");
    Path file = folder.resolve("kong.yml");
    Path again = folder.resolve("again.yml");
    Path empty = Files.writeString(folder.resolve("empty.yml"), "_format_version: \"3.0\"\n");

    Done exported = config("export", file.toString());
    assertThat(exported.status()).as(exported.output()).isZero();
    // It holds secrets.
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(config("diff", file.toString()).output()).contains("nothing differs");

    Done planned = config("diff", empty.toString());
    assertThat(planned.output()).contains("- services", "none made");
    assertThat(services()).hasSize(1);
    assertThat(config("import", empty.toString(), "--message", "wipe & more").status()).isZero();
    assertThat(services()).isEmpty();
    assertThat(server.get("/revisions?size=1").text("data.0.message")).isEqualTo("wipe & more");

    Done imported = config("import", file.toString());
    assertThat(imported.status()).as(imported.output()).isZero();
    assertThat(config("export", again.toString()).status()).isZero();
    assertThat(again).hasSameBinaryContentAs(file);
  }

  private List<?> services() {
    return (List<?>) server.get("/" + workspace + "/services").at("data");
  }

  @Test
  void whatIsWrongIsToldAndNothingChanges() throws Exception {
    server.post("/workspaces", "name", workspace);
    Path wrong =
        Files.writeString(
            folder.resolve("wrong.yml"),
            "_format_version: \"3.0\"\nservices: [{name: a, host: h.com, bad: x}]\n");

    Done refused = config("import", wrong.toString());
    assertThat(refused.status()).isNotZero();
    assertThat(refused.output()).contains("bad: unknown field", "nothing was changed (status 400");
    assertThat(services()).isEmpty();
    assertThat(config("import", folder.resolve("missing.yml").toString()).output())
        .contains("missing.yml can't be read");
    assertThat(config("burn").output())
        .contains("expected export [FILE], import FILE or diff FILE");
  }
}
