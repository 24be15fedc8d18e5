package io.troop.proxy.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.log.LogEntry;
import io.troop.proxy.chain.FixedChain;
import io.troop.proxy.live.FixedConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/// What plugins see and log of requests that fail, or of which tries fail.
@Timeout(60)
final class FailureLogTest {

  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private final FixedConfig config = new FixedConfig().route("/a", upstream.port());

  @AfterEach
  void close() throws IOException {
    upstream.close();
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: gw.example\r\nAccept: */*\r\n\r\n";
  }

  /// A plugin that sees the answer and the end of a request whose other plugin failed.
  private static final class Witness implements Handler.OnResponse, Handler.OnLog {
    private final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void onResponse(Exchange exchange) {
      seen.add("answered " + exchange.response().status());
    }

    @Override
    public void onLog(Exchange exchange) {
      seen.add("logged " + exchange.response().status() + " " + exchange.response().isFailure());
    }
  }

  @Test
  void aPluginThatFailsIsA500ThatTheOthersSeeAndLog() throws IOException {
    Handler.OnRequest atOnce =
        _ -> {
          throw new IllegalStateException("on purpose");
        };
    Handler.OnRequestAsync later = _ -> Mono.error(new IllegalStateException("on purpose"));
    Handler.OnRequestBlocking aside =
        _ -> {
          throw new IllegalStateException("on purpose");
        };
    for (Handler failing : List.of(atOnce, later, aside)) {
      var witness = new Witness();
      Gateway failed = new Gateway(config.chains(new FixedChain(failing, witness)).live());
      try (failed;
          RawClient client = new RawClient(failed.port())) {
        RawClient.Answer answer = client.ask(get("/a").replace("*/*", "text/html"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8");
        assertThat(answer.body()).isEqualTo("{\"message\":\"An unexpected error occurred\"}");
      }
      assertThat(witness.seen).containsExactly("answered 500", "logged 500 true");
    }
  }

  @Test
  void aPluginThatFailsWithTheAnswerDoesNotKeepTheOthersFromLogging() throws IOException {
    Handler.OnResponse failing =
        _ -> {
          throw new IllegalStateException("on purpose");
        };
    var witness = new Witness();
    Gateway failed = new Gateway(config.chains(new FixedChain(failing, witness)).live());
    try (failed;
        RawClient client = new RawClient(failed.port())) {
      assertThat(client.ask(get("/a")).status()).isEqualTo(500);
    }
    assertThat(witness.seen).containsExactly("logged 500 true");
  }

  /// How a request is logged that an upstream serves so.
  private Map<String, Object> logged(int retries, RawUpstream.Answerer answerer)
      throws IOException {
    upstream.answerer(answerer);
    List<Map<String, Object>> entries = new CopyOnWriteArrayList<>();
    Handler.OnLog log = exchange -> entries.add(LogEntry.of(exchange));
    var live =
        new FixedConfig()
            .route(
                FixedConfig.aRoute("/a"),
                FixedConfig.aService("http", "127.0.0.1", upstream.port(), retries))
            .chains(new FixedChain(log))
            .live();
    Gateway logging = new Gateway(live);
    try (logging;
        RawClient client = new RawClient(logging.port())) {
      client.ask(get("/a"));
    }
    return entries.getFirst();
  }

  @Test
  void everyTryIsLoggedWithItsStatus() throws IOException {
    var calls = new AtomicInteger();
    Map<String, Object> entry =
        logged(
            5,
            (request, out) -> calls.getAndIncrement() > 0 && RawUpstream.ECHO.answer(request, out));

    assertThat(entry.get("upstream_status")).isEqualTo("502, 200");
    assertThat(entry.get("tries"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .extracting(attempt -> attempt.get("state"), attempt -> attempt.get("code"))
        .containsExactly(tuple("failed", 502), tuple(null, null));
  }

  @Test
  void anUpstreamsOwnFailureIsTheLastTrysWhenNoneIsLeft() throws IOException {
    RawUpstream.Answerer broken =
        (request, out) -> {
          out.write("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n".getBytes(US_ASCII));
          return true;
        };
    assertThat(logged(0, broken).get("tries"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .extracting(attempt -> attempt.get("state"), attempt -> attempt.get("code"))
        .containsExactly(tuple("failed", 500));
    assertThat(logged(1, broken).get("tries"))
        .asInstanceOf(InstanceOfAssertFactories.list(Map.class))
        .extracting(attempt -> attempt.get("state"))
        .containsExactly((Object) null);
  }

  @Test
  void aRequestThatNoTargetWasTriedForIsLoggedWithoutTries() throws IOException {
    List<Map<String, Object>> entries = new CopyOnWriteArrayList<>();
    Handler.OnRequest refusing = _ -> Verdict.error(403, "not you");
    Handler.OnLog log = exchange -> entries.add(LogEntry.of(exchange));
    Gateway gateway = new Gateway(config.chains(new FixedChain(refusing, log)).live());
    try (gateway;
        RawClient client = new RawClient(gateway.port())) {
      assertThat(client.ask(get("/a")).status()).isEqualTo(403);
      assertThat(client.ask(get("/unknown")).status()).isEqualTo(404);
    }
    assertThat(entries.get(0)).containsEntry("tries", List.of()).containsKeys("route", "service");
    assertThat(entries.get(1)).doesNotContainKeys("tries", "route", "service");
  }

  @Test
  void aRequestOfAProtocolItsRouteDoesNotTakeIsLoggedWithoutARoute() throws IOException {
    List<Map<String, Object>> entries = new CopyOnWriteArrayList<>();
    Handler.OnLog log = exchange -> entries.add(LogEntry.of(exchange));
    config.route(
        FixedConfig.aRoute("/secret", List.of("https"), false),
        FixedConfig.aService("http", "127.0.0.1", upstream.port(), 0));
    Gateway gateway = new Gateway(config.chains(new FixedChain(log)).live());
    try (gateway;
        RawClient client = new RawClient(gateway.port())) {
      assertThat(client.ask(get("/secret")).status()).isEqualTo(426);
    }
    assertThat(entries)
        .singleElement()
        .satisfies(entry -> assertThat(entry).doesNotContainKeys("tries", "route", "service"));
  }
}
