package io.troop.control.remote;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HttpTest {

  /// A head at once, and a body that never comes: the timeout of a request alone would not end it.
  @Test
  void anAnswerThatDoesNotEndIsAFailure() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread peer =
          Thread.ofVirtual()
              .start(() -> {
                try (Socket socket = server.accept()) {
                  socket
                      .getOutputStream()
                      .write(
                          "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"
                              .getBytes(StandardCharsets.US_ASCII));
                  socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException _) {
                  // The other side has given up.
                }
              });
      URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/");
      Http http = new Http(Optional.empty(), Duration.ofSeconds(1));

      assertThatThrownBy(() -> http.post(uri, Map.of(), new byte[0]))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("127.0.0.1 did not answer within 1 s");
      peer.join();
    }
  }
}
