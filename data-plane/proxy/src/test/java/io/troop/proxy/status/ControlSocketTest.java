package io.troop.proxy.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.proxy.sync.LocalControl;
import io.troop.proxy.sync.SyncStatus;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlSocketTest {

  @TempDir Path folder;

  private static final class FakeControl implements LocalControl {
    private boolean adopted;
    private long pinned = -1;

    @Override
    public List<Long> revisions() {
      return List.of(12L, 11L, 7L);
    }

    @Override
    public String unsaved() {
      return "the disk is \"full\"";
    }

    @Override
    public void pin(long revision) {
      if (!revisions().contains(revision)) {
        throw new IllegalArgumentException("revision " + revision + " (expected: 12)");
      }
      pinned = revision;
    }

    @Override
    public void unpin() {
      pinned = -1;
    }

    @Override
    public void adopt() {
      adopted = true;
    }
  }

  @Test
  void ordersReachTheNodeThroughASocketOfItsUserAlone() throws Exception {
    NodeStatus node = new NodeStatus("id", List::of, () -> true, () -> "", () -> "");
    FakeControl control = new FakeControl();
    Path socket = folder.resolve("node.sock");
    try (StatusListener listener = new StatusListener(node)) {
      listener.openControl(socket, new SyncStatus(), control);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");

      assertThat(ask(socket, "GET", "/revisions", ""))
          .startsWith("HTTP/1.1 200")
          .contains("{\"revision\":12,\"serving\":false}");
      assertThat(ask(socket, "POST", "/rollback", "{\"revision\":7}")).startsWith("HTTP/1.1 200");
      assertThat(control.pinned).isEqualTo(7);
      assertThat(ask(socket, "POST", "/pin", "{\"revision\": 99}"))
          .startsWith("HTTP/1.1 400")
          .contains("revision 99 (expected: 12)");
      assertThat(ask(socket, "POST", "/rollback", "yesterday")).startsWith("HTTP/1.1 400");
      assertThat(ask(socket, "POST", "/unpin", "")).startsWith("HTTP/1.1 200");
      assertThat(control.pinned).isEqualTo(-1);
      assertThat(ask(socket, "POST", "/adopt", "")).contains("\"refuses\":null");
      assertThat(control.adopted).isTrue();
      assertThat(ask(socket, "POST", "/drain", "")).contains("\"draining\":true");
      assertThat(node.isDraining()).isTrue();
      assertThat(ask(socket, "GET", "/else", "")).startsWith("HTTP/1.1 404");
    }
  }

  private static String ask(Path socket, String method, String path, String body)
      throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      String request =
          "%s %s HTTP/1.1\r\nHost: node\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(method, path, body.length(), body);
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(8192);
      while (channel.read(answer) >= 0 && answer.hasRemaining()) {
        // Until the other side closes.
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }
}
