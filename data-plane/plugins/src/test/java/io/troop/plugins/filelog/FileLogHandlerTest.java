package io.troop.plugins.filelog;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLogHandlerTest {
  @TempDir Path folder;
  private final FakeHost host = new FakeHost();

  private Handler.OnLog handler(boolean reopen) {
    String config = "{\"path\":\"" + folder.resolve("access.log") + "\",\"reopen\":" + reopen + "}";
    return Plugins.handler(Handler.OnLog.class, "file-log", config, host);
  }

  @Test
  void appendsALineForEachExchange() throws Exception {
    Handler.OnLog handler = handler(false);
    handler.onLog(new FakeExchange("GET", "/one"));
    handler.onLog(new FakeExchange("GET", "/two"));
    host.tools.queue().send();

    assertThat(Files.readAllLines(folder.resolve("access.log")))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).contains("\"uri\":\"/one\""),
            second -> assertThat(second).contains("\"uri\":\"/two\""));
  }

  @Test
  void reopensTheFileWhenToldTo() throws Exception {
    Handler.OnLog handler = handler(true);
    handler.onLog(new FakeExchange());
    host.tools.queue().send();
    Files.move(folder.resolve("access.log"), folder.resolve("old.log"));

    handler.onLog(new FakeExchange());
    host.tools.queue().send();

    assertThat(Files.readAllLines(folder.resolve("old.log"))).hasSize(1);
    assertThat(Files.readAllLines(folder.resolve("access.log"))).hasSize(1);
  }

  @Test
  void keepsWritingTheFileItHasOpen() throws Exception {
    Handler.OnLog handler = handler(false);
    handler.onLog(new FakeExchange());
    host.tools.queue().send();
    Files.move(folder.resolve("access.log"), folder.resolve("old.log"));

    handler.onLog(new FakeExchange());
    host.tools.queue().send();

    assertThat(Files.readAllLines(folder.resolve("old.log"))).hasSize(2);
  }
}
