package io.troop.proxy.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.chain.FixedChain;
import io.troop.proxy.live.FixedConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Requests through the whole gateway, with real sockets on both sides.
@Timeout(60)
final class ProxyingTest {

  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private final FixedConfig config = new FixedConfig().route("/a", upstream.port());
  private final Gateway gateway = new Gateway(config.live());

  @AfterEach
  void close() throws IOException {
    gateway.close();
    upstream.close();
  }

  private RawClient.Answer ask(String request) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      return client.ask(request);
    }
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: gw.example:99\r\nAccept: */*\r\n\r\n";
  }

  @Test
  void forwardsWithKongsHeaders() throws IOException {
    RawClient.Answer answer = ask(get("/a/x%20y?q=1"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Via")).isEqualTo("1.1 kong/3.9.1");
    assertThat(answer.header("X-Kong-Proxy-Latency")).matches("\\d+");
    assertThat(answer.header("X-Kong-Upstream-Latency")).matches("\\d+");
    assertThat(answer.header("Connection")).isEqualTo("keep-alive");
    String id = answer.header("X-Kong-Request-Id");
    assertThat(answer.body().split("\r\n"))
        .containsExactlyInAnyOrder(
            "GET /x%20y?q=1 HTTP/1.1",
            "Host: 127.0.0.1:" + upstream.port(),
            "Accept: */*",
            "Connection: keep-alive",
            "Via: 1.1 kong/3.9.1",
            "X-Forwarded-For: 127.0.0.1",
            "X-Forwarded-Proto: http",
            "X-Forwarded-Host: gw.example",
            "X-Forwarded-Port: " + gateway.port(),
            "X-Forwarded-Path: /a/x%20y",
            "X-Forwarded-Prefix: /a",
            "X-Real-IP: 127.0.0.1",
            "X-Kong-Request-Id: " + id);
  }

  @Test
  void anAnswerFromACacheHasTheHeadersOfAProxiedOne() throws IOException {
    Handler.OnRequest cache =
        exchange -> {
          exchange.response().repeated();
          return new Verdict.Answer(
              200, List.of(Map.entry("Server", "first")), "kept".getBytes(US_ASCII), null);
        };
    try (Gateway caching = new Gateway(config.chains(new FixedChain(cache)).live());
        RawClient client = new RawClient(caching.port())) {
      RawClient.Answer answer = client.ask(get("/a"));

      assertThat(answer.body()).isEqualTo("kept");
      assertThat(answer.header("Server")).isEqualTo("first");
      assertThat(answer.header("Via")).isEqualTo("1.1 kong/3.9.1");
      assertThat(answer.header("X-Kong-Proxy-Latency")).matches("\\d+");
      assertThat(answer.header("X-Kong-Upstream-Latency")).matches("\\d+");
      assertThat(answer.header("X-Kong-Response-Latency")).isNull();
    }
  }

  @Test
  void servesPipelinedRequestsInOrder() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(get("/a/1") + get("/nowhere") + get("/a/3"));

      assertThat(client.answer().body()).startsWith("GET /1 ");
      assertThat(client.answer().status()).isEqualTo(404);
      assertThat(client.answer().body()).startsWith("GET /3 ");
    }
  }

  @Test
  void reusesTheUpstreamsConnection() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      for (int i = 0; i < 20; i++) {
        assertThat(client.ask(get("/a/" + i)).status()).isEqualTo(200);
      }
    }

    assertThat(upstream.connections()).isEqualTo(1);
  }

  @Test
  void repeatsARequestWhoseReusedConnectionWasClosed() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      upstream.answerer((request, out) -> {
        RawUpstream.ECHO.answer(request, out);
        return false;
      });
      for (int i = 0; i < 20; i++) {
        assertThat(client.ask(get("/a/" + i)).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void passesBodiesOn() throws IOException {
    String body = "0123456789".repeat(50_000);

    assertThat(ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello").body())
        .contains("Content-Length: 5\r\n")
        .endsWith("\r\n\r\nhello");
    assertThat(
            ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .body())
        .endsWith("\r\n\r\n" + body);
    assertThat(
            ask("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "5\r\nhello\r\n6;x=1\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n")
                .body())
        .contains("Content-Length: 11\r\n")
        .doesNotContain("Transfer-Encoding")
        .endsWith("\r\n\r\nhello world");
  }

  @Test
  void aLongBodyInChunksFlows() throws IOException {
    String part = "0123456789abcdef".repeat(1024);

    String got =
        ask("POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                + ("4000\r\n" + part + "\r\n").repeat(20)
                + "0\r\n\r\n")
            .body();

    assertThat(got).contains("Transfer-Encoding: chunked\r\n").endsWith(part.repeat(20));
  }

  @Test
  void theUpstreamIsAskedWhenAShortBodyIsWhole() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send("PUT /a/late HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n01234");
      assertThat(ask(get("/a/meanwhile")).status()).isEqualTo(200);
      assertThat(upstream.connections()).as("one for the other request only").isEqualTo(1);
      client.send("56789");
      assertThat(client.answer().body()).endsWith("\r\n\r\n0123456789");
    }
  }

  @Test
  void aShortBodyIsSentAgainWhenTheUpstreamFailsWithIt() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    upstream.answerer(
        (request, out) -> asked.incrementAndGet() > 2 && RawUpstream.ECHO.answer(request, out));

    assertThat(ask("PUT /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello").body())
        .endsWith("\r\n\r\nhello");
    assertThat(asked).hasValue(3);

    asked.set(0);
    assertThat(ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello").status())
        .as("it may have had an effect")
        .isEqualTo(502);
    assertThat(asked).hasValue(1);
  }

  @Test
  void takesABodyThatComesByteByByte() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      String request =
          "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n";
      for (char c : request.toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.answer().body()).endsWith("\r\n\r\nhello");
      assertThat(client.ask(get("/a")).status()).isEqualTo(200);
    }
  }

  @Test
  void asksForABodyThatWaitsToBeAskedFor() throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(
          "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.read(25)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
      client.send("hello");
      assertThat(client.answer().body()).doesNotContain("Expect").endsWith("hello");
    }
  }

  @Test
  void keepsChunkedAnswersChunked() throws IOException {
    upstream.answerer(
        RawUpstream.fixed(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"));

    RawClient.Answer answer = ask(get("/a"));

    assertThat(answer.body()).isEqualTo("hello world");
    assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(ask("GET /a HTTP/1.0\r\n\r\n").body()).isEqualTo("hello world");
  }

  @Test
  void passesOnAnAnswerThatEndsWithItsConnection() throws IOException {
    upstream.answerer((request, out) -> {
      out.write(RawUpstream.text("HTTP/1.0 200 OK\r\n\r\nall of it"));
      return false;
    });

    assertThat(ask(get("/a")).body()).isEqualTo("all of it");
  }

  @Test
  void passesOnAnswersWithoutABody() throws IOException {
    upstream.answerer(RawUpstream.fixed("HTTP/1.1 204 No Content\r\n\r\n"));
    assertThat(ask(get("/a")).header("Content-Length")).isNull();

    upstream.answerer(RawUpstream.fixed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"));
    try (RawClient client = new RawClient(gateway.port())) {
      String head = "HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n";
      assertThat(client.ask(head).header("Content-Length")).isEqualTo("2");
      assertThat(client.ask(head).status()).isEqualTo(200);
    }
  }

  @Test
  void cutsTheAnswerOffWhenTheUpstreamDoes() throws IOException {
    upstream.answerer((request, out) -> {
      out.write(RawUpstream.text("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
      return false;
    });
    try (RawClient client = new RawClient(gateway.port())) {
      client.send(get("/a"));
      String head = RawClient.head(client.socket().getInputStream());
      assertThat(head).contains("Content-Length: 100");
      assertThat(client.socket().getInputStream().readAllBytes()).hasSize(4);
    }
  }

  @Test
  void removesHeadersOfOneConnection() throws IOException {
    String sent =
        ask("GET /a HTTP/1.1\r\nHost: h\r\nConnection: X-Foo, close, Content-Length\r\nX-Foo: 1\r\n"
                + "Keep-Alive: 5\r\nProxy-Connection: x\r\nTE: trailers, gzip\r\nUpgrade: h2c\r\n"
                + "Content-Length: 2\r\nX-Bar: 2\r\n\r\nab")
            .body();

    assertThat(sent)
        .contains("X-Bar: 2\r\n", "TE: trailers\r\n", "Content-Length: 2\r\n")
        .contains("Connection: keep-alive\r\n")
        .doesNotContain("X-Foo", "Keep-Alive: 5", "Proxy-Connection", "Upgrade", "gzip");
  }

  @Test
  void tellsTheHostAsNginxKnowsIt() throws IOException {
    assertThat(ask("GET /a HTTP/1.1\r\nHost: GW.Example.:99\r\n\r\n").body())
        .contains("X-Forwarded-Host: gw.example\r\n");
    assertThat(ask("GET /a HTTP/1.1\r\nHost: [::1]:99\r\n\r\n").body())
        .contains("X-Forwarded-Host: [::1]\r\n");
  }

  @Test
  void whatAnUpstreamSaysToNginxIsNotPassedOn() throws IOException {
    upstream.answerer((request, out) -> {
      out.write(
          ("HTTP/1.1 200 OK\r\nX-Accel-Redirect: /b\r\nx-accel-buffering: no\r\n"
                  + "X-Accel-Expires: 5\r\nX-Accel-Mine: 1\r\nContent-Length: 0\r\n\r\n")
              .getBytes(US_ASCII));
      return true;
    });
    RawClient.Answer answer = ask(get("/a"));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-Accel-Mine")).isEqualTo("1");
    assertThat(answer.header("X-Accel-Redirect")).isNull();
    assertThat(answer.header("X-Accel-Buffering")).isNull();
    assertThat(answer.header("X-Accel-Expires")).isNull();
  }

  @Test
  void theCookieOfABalancerReplacesTheUpstreamsOfTheSameName() throws IOException {
    upstream.answerer((request, out) -> {
      out.write(
          ("HTTP/1.1 200 OK\r\nSet-Cookie: stick=theirs\r\nSet-Cookie: sticky=other\r\n"
                  + "Content-Length: 0\r\n\r\n")
              .getBytes(US_ASCII));
      return true;
    });
    var target = new InetSocketAddress("127.0.0.1", upstream.port());
    var live =
        new FixedConfig()
            .route("/a", upstream.port())
            .picker((exchange, match, last) -> new SettingPeer(target))
            .live();
    try (Gateway sticky = new Gateway(live);
        RawClient client = new RawClient(sticky.port())) {
      assertThat(client.ask(get("/a")).head())
          .contains("Set-Cookie: sticky=other\r\n", "Set-Cookie: stick=ours; Path=/\r\n")
          .doesNotContain("theirs");
    }
  }

  private static final class SettingPeer extends Peer {
    SettingPeer(InetSocketAddress address) {
      super(address, "127.0.0.1", null);
    }

    @Override
    public String setCookie() {
      return "stick=ours; Path=/";
    }

    @Override
    public void refused() {}

    @Override
    public void timedOut() {}

    @Override
    public void answered(int status, long nanos) {}

    @Override
    public void released() {}
  }

  @Test
  void servesNoTrace() throws IOException {
    assertThat(ask("TRACE /a HTTP/1.1\r\nHost: h\r\n\r\n").status()).isEqualTo(405);
    assertThat(upstream.requests()).isEmpty();
  }

  @Test
  void tunnelsWebSockets() throws IOException {
    upstream.answerer((request, out) -> {
      out.write(
          RawUpstream.text(
              "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
                  + "from upstream"));
      return true;
    });
    try (RawClient client = new RawClient(gateway.port())) {
      RawClient.Answer answer =
          client.ask(
              "GET /a HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
      assertThat(answer.status()).isEqualTo(101);
      assertThat(answer.header("Upgrade")).isEqualTo("websocket");
      assertThat(answer.header("Connection")).isEqualToIgnoringCase("upgrade");
      assertThat(client.read(13)).isEqualTo("from upstream");
      client.send("frame\r\n\r\n");
      assertThat(client.read("HTTP/1.1 101".length())).isEqualTo("HTTP/1.1 101");
    }
    assertThat(upstream.requests().getFirst())
        .contains("Connection: keep-alive, Upgrade\r\n", "Upgrade: websocket\r\n");
    assertThat(upstream.requests().get(1)).isEqualTo("frame\r\n\r\n");
  }

  @Test
  void answersRefusedConnectionsInKongsWords() throws IOException {
    int closed;
    try (ServerSocket spare = new ServerSocket(0)) {
      closed = spare.getLocalPort();
    }
    config.route("/closed", closed).live();

    RawClient.Answer answer = ask("GET /closed HTTP/1.1\r\nHost: h\r\n\r\n");

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.body())
        .matches(
            "An invalid response was received from the upstream server\n"
                + "request_id: [0-9a-f]{32}\n");
    try (RawClient client = new RawClient(gateway.port())) {
      String body = "x".repeat(300_000);
      assertThat(
              client
                  .ask(
                      "POST /closed HTTP/1.1\r\nHost: h\r\nAccept: application/json\r\n"
                          + "Content-Length: 300000\r\n\r\n"
                          + body)
                  .body())
          .startsWith("{\n  \"message\":\"An invalid response");
      assertThat(client.ask(get("/a")).status()).isEqualTo(200);
    }
  }

  @Test
  void answersSlowUpstreamsWith504() throws IOException {
    upstream.answerer((request, out) -> true);
    config
        .route(
            FixedConfig.aRoute("/slow"),
            FixedConfig.aService("http", "127.0.0.1", upstream.port(), 0, 100))
        .live();

    assertThat(ask("GET /slow HTTP/1.1\r\nHost: h\r\nAccept: text/plain\r\n\r\n").body())
        .startsWith("The upstream server is timing out\n");
  }

  @Test
  void answersAmbiguousUpstreamsWith502() throws IOException {
    for (String bad :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nab",
            "HTTP/1.1 200 OK\nContent-Length: 2\n\nab",
            "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nX : a\r\nContent-Length: 2\r\n\r\nab",
            "ICY 200 OK\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n")) {
      upstream.answerer(RawUpstream.fixed(bad));
      assertThat(ask("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").status())
          .as(bad)
          .isEqualTo(502);
    }
  }

  @Test
  void logsEveryExchangeOnce() throws IOException {
    ask(get("/a/1"));
    ask(get("/nowhere"));

    assertThat(gateway.logged()).containsExactly("GET /a/1 200", "GET /nowhere 404");
  }

  @Test
  void drainsWhatHasBegun() throws Exception {
    var go = new java.util.concurrent.CountDownLatch(1);
    upstream.answerer((request, out) -> {
      try {
        go.await();
      } catch (InterruptedException problem) {
        throw new IOException(problem);
      }
      return RawUpstream.ECHO.answer(request, out);
    });
    try (RawClient idle = new RawClient(gateway.port());
        RawClient busy = new RawClient(gateway.port())) {
      assertThat(idle.ask(get("/nowhere")).status()).isEqualTo(404);
      busy.send(get("/a"));
      while (upstream.requests().isEmpty()) {
        Thread.onSpinWait();
      }
      var drained =
          java.util.concurrent.CompletableFuture.supplyAsync(
              () -> gateway.listeners().drain(java.time.Duration.ofSeconds(20)));
      assertThat(idle.isEnded()).isTrue();
      go.countDown();
      RawClient.Answer answer = busy.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("Connection")).isEqualTo("close");
      assertThat(drained.get()).isTrue();
    }
  }
}
