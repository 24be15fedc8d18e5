package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.log.LogFormat;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What counts as received and sent: all that went over the client's connection, as nginx counts.
@Timeout(60)
final class SizesTest {

  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private final Gateway gateway =
      new Gateway(new FixedConfig().route("/a", upstream.port()).live());

  SizesTest() {
    gateway.logAs(LogFormat.of("$request_length $bytes_sent $body_bytes_sent"));
  }

  @AfterEach
  void close() throws Exception {
    gateway.close();
    upstream.close();
  }

  private String logged() throws InterruptedException {
    return gateway.lines().poll(30, TimeUnit.SECONDS);
  }

  /// All that the gateway sends until it ends the connection.
  private int received(String request) throws Exception {
    try (RawClient client = new RawClient(gateway.port())) {
      InputStream in = client.send(request).socket().getInputStream();
      return in.readAllBytes().length;
    }
  }

  @Test
  void headsCount() throws Exception {
    String request = "GET /a/b?c=1 HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nConnection: close\r\n\r\n";

    int received = received(request);

    String body = logged().split(" ")[2];
    assertThat(Integer.parseInt(body)).isPositive().isLessThan(received - 100);
    received = received(request);
    assertThat(logged()).isEqualTo(request.length() + " " + received + " " + body);
  }

  @Test
  void framesOfBodiesCount() throws Exception {
    upstream.answerer((_, out) -> {
      out.write(
          RawUpstream.text(
              "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                  + "2710\r\n"
                  + "x".repeat(10_000)
                  + "\r\n0\r\n\r\n"));
      return true;
    });
    String request =
        "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            + "3;x=y\r\nabc\r\n1\r\nd\r\n0\r\nX-Trailer: 1\r\n\r\n";

    int received = received(request);

    assertThat(logged()).isEqualTo(request.length() + " " + received + " 10005");
  }

  @Test
  void eachRequestOfAConnectionCountsForItself() throws Exception {
    String first = "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello";
    String second = "GET /nowhere HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    int received = received(first + second);

    String[] one = logged().split(" ");
    String[] two = logged().split(" ");
    assertThat(one[0]).isEqualTo("" + first.length());
    assertThat(two[0]).isEqualTo("" + second.length());
    assertThat(Integer.parseInt(one[1]) + Integer.parseInt(two[1])).isEqualTo(received);
  }

  @Test
  void anAnswerToHeadIsAHead() throws Exception {
    String request = "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";

    upstream.answerer(RawUpstream.fixed("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"));
    int received = received(request);

    assertThat(logged()).isEqualTo(request.length() + " " + received + " 0");
  }

  @Test
  void theInvitationToSendABodyCounts() throws Exception {
    String head =
        "POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n"
            + "Connection: close\r\n\r\n";
    try (RawClient client = new RawClient(gateway.port())) {
      InputStream in = client.send(head).socket().getInputStream();
      int received = RawClient.head(in).length();
      client.send("hello");
      received += in.readAllBytes().length;

      assertThat(logged()).startsWith((head.length() + 5) + " " + received + " ");
    }
  }

  /// Compressed sizes of heads are the codec's own affair: they count as HTTP/1.1 writes them.
  @Test
  void overHttp2HeadsCountBeforeTheyAreCompressed() throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .sslContext(Anybody.context())
            .build()) {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.tlsPort() + "/a"))
                  .header("x-long", "v".repeat(500))
                  .POST(HttpRequest.BodyPublishers.ofString("hello"))
                  .build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));

      String[] sizes = logged().split(" ");
      long lines = 2;
      for (Map.Entry<String, java.util.List<String>> line : answer.headers().map().entrySet()) {
        for (String value : line.getValue()) {
          lines += line.getKey().length() + value.length() + 4;
        }
      }
      assertThat(Integer.parseInt(sizes[0])).isBetween(500 + 5 + 40, 900);
      assertThat(Long.parseLong(sizes[1])).isEqualTo(lines + answer.body().length());
      assertThat(Long.parseLong(sizes[2])).isEqualTo(answer.body().length());
    }
  }
}
