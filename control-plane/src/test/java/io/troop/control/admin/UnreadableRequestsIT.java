package io.troop.control.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.control.RunningControlPlane;
import io.troop.control.document.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are none, written to a socket byte by byte.
class UnreadableRequestsIT {

  private static final int TIMEOUT_MILLIS = 30_000;

  private final RunningControlPlane server = RunningControlPlane.get();

  private String answerTo(String request) throws IOException {
    URI base = URI.create(server.base());
    try (Socket socket = new Socket(base.getHost(), base.getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      socket.getOutputStream().flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /services/円 HTTP/1.1\r\nHost: a",
        "GET /services/a b HTTP/1.1\r\nHost: a",
        "G(T /services HTTP/1.1\r\nHost: a",
        "GET /services/%zz HTTP/1.1\r\nHost: a",
        "GET /services/%0 HTTP/1.1\r\nHost: a",
        "GET /services HTTP/3.7\r\nHost: a",
        "GET /services\u0000 HTTP/1.1\r\nHost: a",
        "GET /services HTTP/1.1\r\nHost: a b",
        "GET /services HTTP/1.1\r\nHost: a\r\nHost: b",
        "GET /services HTTP/1.1\r\nno header",
        "GET services HTTP/1.1\r\nHost: a",
        "POST /services HTTP/1.1\r\nHost: a\r\nContent-Length: x",
        "POST /services HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x",
        "TRACE /services HTTP/1.1\r\nHost: a",
        "GET /../../etc/passwd HTTP/1.1\r\nHost: a",
        "GET /services/LONG HTTP/1.1\r\nHost: a",
        "GET /services HTTP/1.1\r\nHost: a\r\nX-Long: LONG",
        "POST /services HTTP/1.1\r\nHost: a\r\nExpect: x\r\nContent-Length: 0",
        "CONNECT a:1 HTTP/1.1\r\nHost: a",
        "\u0016\u0003\u0001\u0002"
      })
  void areAnsweredAsJson(String head) throws IOException {
    String answer =
        answerTo(head.replace("LONG", "a".repeat(70_000)) + "\r\nConnection: close\r\n\r\n");

    int end = answer.indexOf("\r\n\r\n");
    assertThat(end).as(answer).isPositive();
    assertThat(answer).matches("(?s)HTTP/1.1 (4\\d\\d|50[15]) .*");
    assertThat(answer.substring(0, end).toLowerCase(java.util.Locale.ROOT))
        .contains("content-type: application/json", "x-kong-admin-request-id: ");
    assertThat(String.valueOf(Json.object(answer.substring(end + 4)).get("message"))).isNotBlank();
    assertThat(server.get("/status").status()).isEqualTo(200);
  }

  @Test
  void chunksThatAreNoneAreRefused() throws IOException {
    String answer =
        answerTo(
            "POST /services HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 400 ").contains("X-Kong-Admin-Request-ID: ");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertThat(String.valueOf(Json.object(body).get("message"))).contains("expected: its length");
    assertThat(server.get("/services?tags=zz").at("data")).isEqualTo(List.of());
  }

  @Test
  void aBodyThatIsSaidToBeTooLargeIsNotWaitedFor() throws IOException {
    String answer =
        answerTo(
            "POST /config HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                + "Content-Length: 999999999\r\n\r\n{");

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("X-Kong-Admin-Request-ID: ");
    assertThat(answer).endsWith("{\"message\":\"Payload too large\"}");
  }
}
