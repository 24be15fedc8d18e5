package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.proxy.http.HeadLimits;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests that two readers could understand differently, and what the gateway answers. None of
/// them may reach the upstream, and the connection ends, so that nothing behind them is read.
@Timeout(60)
final class RefusalTest {

  private static RawUpstream upstream;
  private static Gateway gateway;

  @BeforeAll
  static void open() {
    upstream = new RawUpstream(RawUpstream.ECHO);
    ConnectionRules rules =
        new ConnectionRules(
            HeadLimits.DEFAULT,
            Duration.ofSeconds(30),
            Duration.ofMillis(300),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            1000);
    gateway =
        new Gateway(
            new FixedConfig().route("/", upstream.port()).live(),
            PipelineSettings.DEFAULT,
            rules,
            "");
  }

  @AfterAll
  static void close() throws IOException {
    gateway.close();
    upstream.close();
  }

  /// `~` stands for CR LF, `^` for a blank, `\n`, `\r`, `\t`, `\0` for themselves.
  private static String bytes(String text) {
    return text.replace("~", "\r\n")
        .replace("^", " ")
        .replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("\\1", "\u0001");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Where the body ends.
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 5~Transfer-Encoding: chunked~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Content-Length: 5~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 5~Content-Length: 6~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 5~Content-Length: 5~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 5, 5~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: +5~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: -5~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 0x5~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 5 0~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 5.0~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length:~~hello",
        "400 | POST / HTTP/1.1~Host: h~Content-Length: 99999999999999999999999~~hello",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: gzip, chunked~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked, identity~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: identity~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: xchunked~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: \"chunked\"~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Transfer-Encoding: x~~0~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding:\\1chunked~~0~~",
        "400 | POST / HTTP/1.0~Host: h~Transfer-Encoding: chunked~~0~~",
        // The form of the head.
        "400 | GET / HTTP/1.1~Host: h~X: a~ b~~",
        "400 | GET / HTTP/1.1~Host: h~X: a~\\tb~~",
        "400 | GET / HTTP/1.1~ Host: h~~",
        "400 | GET / HTTP/1.1~Host : h~~",
        "400 | POST / HTTP/1.1~Host: h~Transfer-Encoding : chunked~~0~~",
        "400 | GET / HTTP/1.1~Host: h~: x~~",
        "400 | GET / HTTP/1.1~Host: h~X~~",
        "400 | GET / HTTP/1.1~Host: h~X(): 1~~",
        "400 | GET / HTTP/1.1\\nHost: h\\n\\n",
        "400 | GET / HTTP/1.1~Host: h\\nX: 1~~",
        "400 | GET / HTTP/1.1~Host: h\\n~",
        "400 | GET / HTTP/1.1~Host: h\\rX: 1~~",
        "400 | GET / HTTP/1.1~Host: h~X: a\\0b~~",
        "400 | GET / HTTP/1.1~Host: h~X: a\\1b~~",
        "400 | GET / HTTP/1.1~Host: h~X\\0: a~~",
        "400 | GET  / HTTP/1.1~Host: h~~",
        "400 | GET / HTTP/1.1 ~Host: h~~",
        "400 | GET /  HTTP/1.1~Host: h~~",
        "400 | GET / x HTTP/1.1~Host: h~~",
        "400 | GET /\\0 HTTP/1.1~Host: h~~",
        "400 | GET /#x HTTP/1.1~Host: h~~",
        "400 | GET /~Host: h~~",
        "400 | GET / HTTP/1,1~Host: h~~",
        "400 | GET / http/1.1~Host: h~~",
        "400 | GET / HTTP/11~Host: h~~",
        "505 | GET / HTTP/2.0~Host: h~~",
        "505 | GET / HTTP/1.2~Host: h~~",
        "400 | \\0GET / HTTP/1.1~Host: h~~",
        "400 | \\1",
        "400 | \\nGET / HTTP/1.1~Host: h~~",
        "400 | {}",
        // Whom it is for.
        "400 | GET / HTTP/1.1~~",
        "400 | GET / HTTP/1.1~Host:~~",
        "400 | GET / HTTP/1.1~Host: a~Host: a~~",
        "400 | GET / HTTP/1.1~Host: a~host: b~~",
        "400 | GET / HTTP/1.1~Host: a b~~",
        "400 | GET / HTTP/1.1~Host: a/b~~",
        "400 | GET / HTTP/1.1~Host: a@b~~",
        "400 | GET / HTTP/1.1~Host: a:b~~",
        "400 | GET / HTTP/1.1~Host: a:1:2~~",
        "400 | GET / HTTP/1.1~Host: [::1~~",
        "400 | GET / HTTP/1.1~Host: a,b~Host: c~~",
        "400 | GET http://other/ HTTP/1.1~Host: h~~",
        "400 | GET http:///x HTTP/1.1~Host: h~~",
        "400 | GET ftp://h/ HTTP/1.1~Host: h~~",
        "400 | GET x HTTP/1.1~Host: h~~",
        "400 | OPTIONS * HTTP/1.1~Host: h~~",
        "405 | CONNECT h:443 HTTP/1.1~Host: h:443~~",
        // The path.
        "400 | GET /a%zz HTTP/1.1~Host: h~~",
        "400 | GET /a% HTTP/1.1~Host: h~~",
        "400 | GET /a%2 HTTP/1.1~Host: h~~",
        "400 | GET /a%00 HTTP/1.1~Host: h~~",
        "400 | GET /../x HTTP/1.1~Host: h~~",
        "400 | GET /a/../../x HTTP/1.1~Host: h~~",
        "400 | GET /%2e%2E/x HTTP/1.1~Host: h~~",
        "400 | GET /a/.%2e/..  HTTP/1.1~Host: h~~",
        // What is expected of us.
        "417 | POST / HTTP/1.1~Host: h~Expect: a-miracle~Content-Length: 1~~x",
      })
  void refusesHeads(int status, String request) throws IOException {
    refuses(status, request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "5\\nhello\\n0\\n\\n",
        "5~hello\\n0~~",
        "5\\nhello~0~~",
        "5~hello~0\\n\\n",
        "5~hello~0~\\n",
        "5~helloX~0~~",
        "5~hello~~0~~",
        "~5~hello~0~~",
        "^5~hello~0~~",
        "5 ~hello~0~~",
        "5\\t~hello~0~~",
        "+5~hello~0~~",
        "-5~hello~0~~",
        "0x5~hello~0~~",
        "5_0~hello~0~~",
        "g~hello~0~~",
        "5;a=\"b\"~hello~0~~",
        "5;a=\"~\"~hello~0~~",
        "5;a\\nb~hello~0~~",
        "5;a\\0~hello~0~~",
        "5;a\\r~hello~0~~",
        "5;a b~hello~0~~",
        "10000000000000005~hello~0~~",
        "5~hello~0~X~~",
        "5~hello~0~X : 1~~",
        "5~hello~0~ X: 1~~",
        "5~hello~0~X: 1\\n~",
        "5~hello~0~X: \\0~~",
      })
  void refusesChunks(String body) throws IOException {
    refuses(400, "POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~" + body);
  }

  private static void refuses(int status, String request) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      RawClient.Answer answer =
          client.ask(bytes(request) + "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(client.isEnded()).isTrue();
    }
    assertThat(upstream.requests()).noneMatch(seen -> seen.contains("smuggled"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET / HTTP/1.1~Host: h~~",
        "~GET / HTTP/1.1~Host: h~~",
        "GET / HTTP/1.0~~",
        "GET /a;b=c/%41/..%2fx/b/../c HTTP/1.1~Host: h:80~~",
        "GET http://h/x?y HTTP/1.1~Host: h~~",
        "GET http://h HTTP/1.1~Host: H~~",
        "GET / HTTP/1.1~Host: [::1]:80~~",
        "GET /?a=%zz&b[]={} HTTP/1.1~Host: h~X: a\\tb~X_Y: ~~",
        "POST / HTTP/1.1~Host: h~Content-Length: 0~~",
        "POST / HTTP/1.1~Host: h~Transfer-Encoding: Chunked~~005;a;b=c~hello~0~A: b~~",
        "BREW / HTTP/1.1~Host: h~~",
      })
  void servesWhatIsUnusualButClear(String request) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      assertThat(client.ask(bytes(request)).status()).isEqualTo(200);
    }
  }

  @Test
  void refusesWhatIsTooLarge() throws IOException {
    String long8k = "x".repeat(8200);
    try (RawClient client = new RawClient(gateway.port())) {
      RawClient.Answer answer = client.ask("GET /" + long8k + " HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(answer.status()).isEqualTo(414);
      assertThat(answer.body()).startsWith("URI too long\n");
    }
    try (RawClient client = new RawClient(gateway.port())) {
      RawClient.Answer answer =
          client.ask("GET / HTTP/1.1\r\nHost: h\r\nX: " + long8k + "\r\n\r\n");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.body()).startsWith("Request header or cookie too large\n");
    }
    try (RawClient client = new RawClient(gateway.port())) {
      RawClient.Answer answer =
          client.ask("GET / HTTP/1.1\r\nHost: h\r\n" + "X: 1\r\n".repeat(300) + "\r\n");
      assertThat(answer.body()).startsWith("Request header or cookie too large\n");
    }
    try (RawClient client = new RawClient(gateway.port())) {
      // It is refused as soon as it is too much, not when it ends.
      client.send("GET /" + "x".repeat(40_000));
      assertThat(client.answer().status()).isEqualTo(414);
    }
  }

  @Test
  void waitsForSlowRequestsOnlySoLong() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send("GET / HTTP/1.1\r\nHost: ");
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    try (RawClient client = new RawClient(gateway.port())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhello");
      assertThat(client.answer().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    try (RawClient client = new RawClient(gateway.port())) {
      assertThat(client.isEnded()).isTrue();
    }
  }
}
