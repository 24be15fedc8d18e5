package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.troop.proxy.http.BadMessage;
import io.troop.proxy.http.HeadLimits;
import io.troop.proxy.live.FixedConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// HTTP/2 from the client to an upstream that speaks HTTP/1.1.
@Timeout(60)
final class Http2Test {

  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private final Gateway gateway =
      new Gateway(new FixedConfig().route("/a", upstream.port()).live());
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_2)
          .sslContext(Anybody.context())
          .build();

  @AfterEach
  void close() throws Exception {
    client.close();
    gateway.close();
    upstream.close();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://localhost:" + gateway.tlsPort() + path));
  }

  @Test
  void servesManyStreamsOfOneConnection() throws Exception {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(client.sendAsync(request("/a/" + i).build(), BodyHandlers.ofString()));
    }
    for (int i = 0; i < 50; i++) {
      HttpResponse<String> answer = answers.get(i).get();
      assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .startsWith("GET /" + i + " HTTP/1.1\r\n")
          .contains("Via: 2 kong/3.9.1\r\n", "X-Forwarded-Proto: https\r\n");
    }
  }

  @Test
  void passesBodiesOnInBothDirections() throws Exception {
    String body = "0123456789".repeat(40_000);

    HttpResponse<String> answer =
        client.send(
            request("/a").POST(HttpRequest.BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString());

    assertThat(answer.body()).contains("content-length: 400000\r\n").endsWith("\r\n\r\n" + body);
  }

  @Test
  void answersWithoutARoute() throws Exception {
    HttpResponse<String> answer = client.send(request("/nowhere").build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("connection")).isEmpty();
    assertThat(answer.body()).contains("no Route matched with those values");
  }

  private static Http2Headers headers(String... lines) {
    Http2Headers headers = new DefaultHttp2Headers(false);
    headers.method("GET").path("/").authority("h").scheme("https");
    for (int i = 0; i < lines.length; i += 2) {
      headers.set(lines[i], lines[i + 1]);
    }
    return headers;
  }

  @Test
  void refusesWhatWouldBecomeAnotherRequestOverHttp1() {
    List<Http2Headers> refused =
        List.of(
            headers(":path", "/ HTTP/1.1\r\nX: 1"),
            headers(":path", "/a b"),
            headers(":path", ""),
            headers(":path", "*"),
            headers(":method", "GET / HTTP/1.1\r\n"),
            headers(":method", "G T"),
            headers(":authority", "h\r\nX: 1"),
            headers(":authority", ""),
            headers("x", "1\r\ny: 2"),
            headers("x", "1\ny: 2"),
            headers("x", "1\0"),
            headers("x: y\r\nz", "1"),
            headers("x y", "1"),
            headers("transfer-encoding", "chunked"),
            headers("connection", "close"),
            headers("upgrade", "h2c"),
            headers("host", "other"),
            headers("content-length", "5"));

    for (Http2Headers headers : refused) {
      assertThatThrownBy(() -> Http2Head.parse(headers, true, HeadLimits.DEFAULT))
          .as(headers.toString())
          .isInstanceOf(BadMessage.class);
    }
  }

  @Test
  void joinsCookies() {
    Http2Headers headers = headers();
    headers.add("cookie", "a=1").add("cookie", "b=2");

    var head = Http2Head.parse(headers, true, HeadLimits.DEFAULT);

    assertThat(head.headers().all("Cookie")).containsExactly("a=1; b=2");
    assertThat(head.version()).isEqualTo("2");
    assertThat(head.host()).isEqualTo("h");
  }
}
