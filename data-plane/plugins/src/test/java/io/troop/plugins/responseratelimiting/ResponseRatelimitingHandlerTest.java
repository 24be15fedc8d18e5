package io.troop.plugins.responseratelimiting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeRedis;
import io.troop.plugins.fakes.Plugins;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseRatelimitingHandlerTest {
  private static final String REDIS = ",'policy':'redis','redis':{'host':'r'}";
  private static final String VIDEO = "'limits':{'video':{'minute':3,'day':10}}";

  private final FakeHost host = new FakeHost();
  private final FakeRedis redis = new FakeRedis();

  @BeforeEach
  void prepare() {
    host.now = Instant.parse("2026-03-10T12:34:56Z");
    host.tools.redis = redis;
  }

  private Handler handler(String config) {
    return Plugins.handler(Handler.class, "response-ratelimiting", config.replace('\'', '"'), host);
  }

  private static Verdict ask(Handler handler, FakeExchange exchange) {
    return switch (handler) {
      case Handler.OnRequest local -> local.onRequest(exchange);
      case Handler.OnRequestAsync shared -> shared.onRequest(exchange).block();
      default -> throw new AssertionError("no handler of requests");
    };
  }

  /// An exchange from start to end whose answer says it costs this; null when it was refused.
  private static FakeExchange run(Handler handler, String... costs) {
    FakeExchange exchange = new FakeExchange();
    if (!ask(handler, exchange).equals(Verdict.PROCEED)) {
      return null;
    }
    for (String cost : costs) {
      exchange.response.headers.add("X-Kong-Limit", cost);
    }
    ((Handler.OnResponse) handler).onResponse(exchange);
    ((Handler.OnLog) handler).onLog(exchange);
    return exchange;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", REDIS})
  void countsWhatAnswersCost(String policy) {
    Handler handler = handler("{" + VIDEO + policy + "}");

    FakeExchange first = run(handler, "video=2, other=5");
    assertThat(first.outbound.headers.get("X-RateLimit-Remaining-video")).isEqualTo("3");
    assertThat(first.response.headers.lines)
        .containsExactly(
            Map.entry("X-RateLimit-Remaining-video", "3"),
            Map.entry("X-RateLimit-Limit-video-minute", "3"),
            Map.entry("X-RateLimit-Remaining-video-minute", "1"),
            Map.entry("X-RateLimit-Limit-video-day", "10"),
            Map.entry("X-RateLimit-Remaining-video-day", "8"));

    FakeExchange second = run(handler);
    assertThat(second.outbound.headers.get("X-RateLimit-Remaining-video")).isEqualTo("1");
    assertThat(second.response.headers.get("X-RateLimit-Remaining-video-minute")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", REDIS})
  void refusesAnswersThatCostWhatIsUsedUp(String policy) {
    Handler handler = handler("{" + VIDEO + policy + "}");
    run(handler, "video=3");

    FakeExchange refused = run(handler, "video=1");

    assertThat(refused.response.status).isEqualTo(429);
    Handler.OnBody body = (Handler.OnBody) handler;
    assertThat(body.wantsBody(refused)).isTrue();
    ByteBuf part = Unpooled.copiedBuffer("secret", UTF_8);
    assertThat(body.onBody(refused, part, false)).isNull();
    assertThat(part.refCnt()).isZero();
    assertThat(body.onBody(refused, null, true)).isNull();
    FakeExchange free = run(handler);
    assertThat(free.response.status).isEqualTo(200);
    assertThat(body.wantsBody(free)).isFalse();
    assertThat(free.response.headers.get("X-RateLimit-Remaining-video-day")).isEqualTo("7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", REDIS})
  void blocksRequestsOnceALimitIsUsedUp(String policy) {
    Handler handler = handler("{'block_on_first_violation':true," + VIDEO + policy + "}");
    run(handler, "video=5");

    assertThat(ask(handler, new FakeExchange()))
        .isEqualTo(Verdict.error(429, "API rate limit exceeded for 'video'"));

    host.now = host.now.plusSeconds(60);
    assertThat(run(handler)).isNotNull();
  }

  @Test
  void countsSeveralLimitsAndAllLines() {
    Handler handler = handler("{'limits':{'video':{'day':9},'images':{'day':9}}}");

    FakeExchange exchange = run(handler, "video=1,images=2", " images = 3 , bad, video=x");

    assertThat(exchange.response.headers.get("X-RateLimit-Remaining-video-day")).isEqualTo("8");
    assertThat(exchange.response.headers.get("X-RateLimit-Remaining-images-day")).isEqualTo("6");
    assertThat(exchange.response.headers.contains("x-kong-limit")).isFalse();
  }

  @Test
  void takesNoCostsFromTheGatewaysOwnAnswers() {
    Handler handler = handler("{" + VIDEO + "}");
    FakeExchange exchange = new FakeExchange();
    ask(handler, exchange);
    exchange.response.fromUpstream = false;
    exchange.response.headers.add("x-kong-limit", "video=3");
    ((Handler.OnResponse) handler).onResponse(exchange);
    ((Handler.OnLog) handler).onLog(exchange);

    assertThat(run(handler).outbound.headers.get("X-RateLimit-Remaining-video")).isEqualTo("3");
  }

  @Test
  void hidesWhatClientsNeedNotKnow() {
    FakeExchange exchange = run(handler("{'hide_client_headers':true," + VIDEO + "}"), "video=1");

    assertThat(exchange.response.headers.lines).isEmpty();
  }

  @Test
  void countsCredentialsApart() {
    Handler handler =
        handler("{'limit_by':'credential','block_on_first_violation':true," + VIDEO + "}");
    FakeExchange exchange = new FakeExchange();
    exchange.identity = new Exchange.Identity(null, "c1", null, false);
    ask(handler, exchange);
    exchange.response.headers.add("x-kong-limit", "video=3");
    ((Handler.OnResponse) handler).onResponse(exchange);
    ((Handler.OnLog) handler).onLog(exchange);

    assertThat(run(handler)).isNotNull();
    assertThat(ask(handler, exchange)).isNotEqualTo(Verdict.PROCEED);
  }

  @Test
  void countsUnderKongsKeysInRedis() {
    run(handler("{'limits':{'video':{'minute':3}}" + REDIS + "}"), "video=2");

    String nobody = "00000000-0000-0000-0000-000000000000";
    assertThat(redis.counts)
        .containsExactly(
            Map.entry(
                "response-ratelimit:%s:%s:127.0.0.1:%d:video:minute"
                    .formatted(
                        nobody, nobody, Instant.parse("2026-03-10T12:34:00Z").toEpochMilli()),
                2L));
  }

  @Test
  void passesOrFailsWhileRedisIsAwayAsConfigured() {
    redis.away = true;
    FakeExchange passed = run(handler("{" + VIDEO + REDIS + "}"), "video=1");
    assertThat(passed.response.headers.lines).hasSize(1);
    Handler strict = handler("{'fault_tolerant':false," + VIDEO + REDIS + "}");

    assertThatThrownBy(() -> ask(strict, new FakeExchange())).hasMessage("no connection");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | required field missing",
        "{'limits':{}} | length must be at least 1",
        "{'limits':{'v':{}}} | at least one of these fields must be non-empty: 'second'",
        "{'limits':{'v':{'minute':0}}} | value must be greater than 0",
        "{'limits':{'v':{'minute':5,'hour':2}}} | the limit for hour(2.0) cannot be lower than the"
            + " limit for minute(5.0)",
        "{'limits':{'v':{'minute':5}},'policy':'cluster'} | expected one of: local, redis",
        "{'limits':{'v':{'minute':5}},'policy':'redis'} | failed conditional validation"
      })
  void refusesWrongConfigurations(String config, String message) {
    assertThatThrownBy(() -> handler(config))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(message);
  }
}
