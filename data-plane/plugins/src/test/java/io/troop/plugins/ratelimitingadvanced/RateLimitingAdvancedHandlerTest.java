package io.troop.plugins.ratelimitingadvanced;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.tools.Redis;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

class RateLimitingAdvancedHandlerTest {
  private final FakeHost host = new FakeHost();
  private final List<List<String>> asked = new ArrayList<>();
  private Object answer = List.of("0");

  @BeforeEach
  void prepare() {
    host.now = Instant.parse("2026-03-10T12:34:00Z");
    host.tools.redis =
        new Redis() {
          @Override
          public Mono<Object> command(String name, List<String> arguments) {
            throw new AssertionError("not asked for");
          }

          @Override
          public Mono<Object> eval(String script, List<String> keys, List<String> arguments) {
            asked.add(keys);
            asked.add(arguments);
            return answer instanceof RuntimeException problem
                ? Mono.error(problem)
                : Mono.just(answer);
          }
        };
  }

  private Handler handler(String config) {
    return Plugins.handler(
        Handler.class, "rate-limiting-advanced", config.replace('\'', '"'), host);
  }

  private static Verdict ask(Handler handler, FakeExchange exchange) {
    Verdict verdict =
        switch (handler) {
          case Handler.OnRequest local -> local.onRequest(exchange);
          case Handler.OnRequestAsync shared -> shared.onRequest(exchange).block();
          default -> throw new AssertionError("no handler of requests");
        };
    ((Handler.OnResponse) handler).onResponse(exchange);
    return verdict;
  }

  private static int admitted(Handler handler, int requests) {
    int admitted = 0;
    for (int i = 0; i < requests; i++) {
      admitted += ask(handler, new FakeExchange()).equals(Verdict.PROCEED) ? 1 : 0;
    }
    return admitted;
  }

  private void pass(int seconds) {
    host.now = host.now.plus(Duration.ofSeconds(seconds));
  }

  @Test
  void fixedWindowsBeginWithNothing() {
    Handler handler = handler("{'limit':[10],'window_size':[60],'window_type':'fixed'}");
    pass(59);
    assertThat(admitted(handler, 12)).isEqualTo(10);
    pass(1);
    assertThat(admitted(handler, 12)).isEqualTo(10);
  }

  @Test
  void slidingWindowsRememberTheOneBefore() {
    Handler handler = handler("{'limit':[10],'window_size':[60],'disable_penalty':true}");
    pass(59);
    assertThat(admitted(handler, 12)).isEqualTo(10);
    pass(1);
    assertThat(admitted(handler, 12)).isZero();
    pass(30);
    assertThat(admitted(handler, 12)).isEqualTo(5);
    pass(60);
    assertThat(admitted(handler, 12)).isEqualTo(7);
    pass(600);
    assertThat(admitted(handler, 12)).isEqualTo(10);
  }

  @Test
  void refusalsCountInSlidingWindowsUnlessDisabled() {
    Handler strict = handler("{'limit':[10],'window_size':[60]}");
    assertThat(admitted(strict, 30)).isEqualTo(10);
    pass(90);
    assertThat(admitted(strict, 12)).isZero();

    Handler mild =
        handler("{'limit':[10],'window_size':[60],'disable_penalty':true,'namespace':'mild'}");
    assertThat(admitted(mild, 30)).isEqualTo(10);
    pass(60);
    assertThat(admitted(mild, 12)).isEqualTo(5);
  }

  @Test
  void tellsEachWindowAndTheTightest() {
    Handler handler = handler("{'limit':[10,100],'window_size':[30,60],'window_type':'fixed'}");
    FakeExchange exchange = new FakeExchange();
    pass(10);
    ask(handler, exchange);

    assertThat(exchange.response.headers.lines)
        .containsExactly(
            Map.entry("X-RateLimit-Limit-30", "10"),
            Map.entry("X-RateLimit-Remaining-30", "9"),
            Map.entry("X-RateLimit-Limit-Minute", "100"),
            Map.entry("X-RateLimit-Remaining-Minute", "99"),
            Map.entry("RateLimit-Limit", "10"),
            Map.entry("RateLimit-Remaining", "9"),
            Map.entry("RateLimit-Reset", "20"));
  }

  @Test
  void tellsWhenToComeBack() {
    Handler fixed = handler("{'limit':[1],'window_size':[60],'window_type':'fixed'}");
    pass(10);
    ask(fixed, new FakeExchange());
    FakeExchange refused = new FakeExchange();
    assertThat(ask(fixed, refused)).isEqualTo(Verdict.error(429, "API rate limit exceeded"));
    assertThat(refused.response.headers.get("Retry-After")).isEqualTo("50");

    Handler sliding =
        handler("{'limit':[2],'window_size':[60],'disable_penalty':true,'namespace':'sliding'}");
    admitted(sliding, 2);
    FakeExchange late = new FakeExchange();
    ask(sliding, late);
    int wait = Integer.parseInt(late.response.headers.get("Retry-After"));
    pass(wait);
    assertThat(admitted(sliding, 1)).isEqualTo(1);
  }

  @Test
  void spreadsWhenClientsComeBack() {
    Handler handler =
        handler(
            "{'limit':[1],'window_size':[60],'window_type':'fixed','retry_after_jitter_max':1000}");
    ask(handler, new FakeExchange());
    FakeExchange refused = new FakeExchange();
    ask(handler, refused);

    assertThat(refused.response.headers.get("RateLimit-Reset")).isEqualTo("60");
    assertThat(Integer.parseInt(refused.response.headers.get("Retry-After"))).isBetween(61, 1060);
  }

  @Test
  void hidesWhatClientsNeedNotKnow() {
    FakeExchange exchange = new FakeExchange();
    ask(handler("{'limit':[1],'window_size':[60],'hide_client_headers':true}"), exchange);

    assertThat(exchange.response.headers.lines).isEmpty();
  }

  @Test
  void combinesIdentifiers() throws Exception {
    Handler handler =
        handler(
            "{'limit':[1],'window_size':[60],'compound_identifier':['ip','header'],"
                + "'header_name':'X-Tenant'}");

    assertThat(ask(handler, from("10.0.0.1", "a"))).isEqualTo(Verdict.PROCEED);
    assertThat(ask(handler, from("10.0.0.1", "b"))).isEqualTo(Verdict.PROCEED);
    assertThat(ask(handler, from("10.0.0.2", "a"))).isEqualTo(Verdict.PROCEED);
    assertThat(ask(handler, from("10.0.0.1", "a"))).isNotEqualTo(Verdict.PROCEED);
  }

  private static FakeExchange from(String address, String tenant) throws Exception {
    FakeExchange exchange = new FakeExchange().header("X-Tenant", tenant);
    exchange.request.clientAddress = InetAddress.getByName(address);
    return exchange;
  }

  @Test
  void instancesOfOneNamespaceCountTogether() {
    String config = "{'limit':[2],'window_size':[60],'namespace':'";
    assertThat(admitted(handler(config + "a'}"), 1)).isEqualTo(1);
    assertThat(admitted(handler(config + "a'}"), 2)).isEqualTo(1);
    assertThat(admitted(handler(config + "b'}"), 3)).isEqualTo(2);
  }

  @Test
  void asksRedisAboutThisWindowAndTheOneBefore() {
    String config =
        "{'limit':[10],'window_size':[60],'namespace':'n','strategy':'redis','sync_rate':0}";
    pass(15);
    answer = List.of("9.25");

    assertThat(ask(handler(config), new FakeExchange())).isNotEqualTo(Verdict.PROCEED);
    long start = Instant.parse("2026-03-10T12:34:00Z").toEpochMilli();
    assertThat(asked.get(0))
        .containsExactly(
            "rate-limiting-advanced:{n:127.0.0.1}:60:" + start,
            "rate-limiting-advanced:{n:127.0.0.1}:60:" + (start - 60_000));
    assertThat(asked.get(1)).containsExactly("10", "60", "0.75", "1");

    answer = List.of("9");
    assertThat(ask(handler(config), new FakeExchange())).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void countsForItselfWhileRedisIsAway() {
    Handler handler =
        handler("{'limit':[3],'window_size':[60],'strategy':'redis','sync_rate':0.5}");
    answer = new IllegalStateException("no connection");

    assertThat(admitted(handler, 5)).isEqualTo(3);
  }

  @Test
  void neverAsksRedisWithoutExchange() {
    assertThat(handler("{'limit':[3],'window_size':[60],'strategy':'redis','sync_rate':-1}"))
        .isInstanceOf(Handler.OnRequest.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | required field missing",
        "{'limit':[1,2],'window_size':[60]} | You must provide the same number of windows and"
            + " limits",
        "{'limit':[0],'window_size':[60]} | a number is not greater than 0",
        "{'limit':[1,2],'window_size':[60,60]} | two windows are equally long",
        "{'limit':[1],'window_size':[60],'strategy':'cluster'} | expected one of: local, redis",
        "{'limit':[1],'window_size':[60],'strategy':'redis'} | sync_rate is required",
        "{'limit':[1],'window_size':[60],'sync_rate':0.01} | must not be a decimal between 0 and"
            + " 0.02",
        "{'limit':[1],'window_size':[60],'identifier':'header'} | No header name provided",
        "{'limit':[1],'window_size':[60],'identifier':'path'} | No path provided",
        "{'limit':[1],'window_size':[60],'enforce_consumer_groups':true} | configure the plugin for the"
            + " consumer groups",
        "{'limit':[1],'window_size':[60],'redis':{'sentinel_master':'m'}} | all or none of these fields",
        "{'limit':[1],'window_size':[60],'redis':{'sentinel_master':'m','sentinel_nodes':[{}],'cluster_nodes':[{}]}}"
            + " | only one of these fields",
        "{'limit':[1],'window_size':[60],'redis':{'sentinel_role':'slave'}} | which can't be written to"
      })
  void refusesWrongConfigurations(String config, String message) {
    assertThatThrownBy(() -> handler(config))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(message);
  }

  @Test
  void anInstanceForAGroupCountsItsConsumersTogether() {
    LocalHandler handler =
        Plugins.handler(
            LocalHandler.class,
            "rate-limiting-advanced",
            "{\"limit\":[2],\"window_size\":[60],\"identifier\":\"consumer-group\"}",
            new FakeHost());
    int admitted = 0;
    for (int i = 0; i < 3; i++) {
      FakeExchange exchange = new FakeExchange();
      exchange.request.clientAddress = InetAddress.ofLiteral("10.0.0." + i);
      admitted += handler.onRequest(exchange) == Verdict.PROCEED ? 1 : 0;
    }
    assertThat(admitted).isEqualTo(2);
  }
}
