package io.troop.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import org.junit.jupiter.api.Test;

/// What a handler knows outlives it when the configuration around it changes: a second handler of
/// the same instance goes on where the first one was. (Queues: [LogQueuesTest]; metrics:
/// prometheus' own test.)
class KeptStateTest {
  private final FakeHost host = new FakeHost();

  private Handler handler(String plugin, String config) {
    return Plugins.handler(Handler.class, plugin, config.replace('\'', '"'), host);
  }

  private static int ask(Handler handler, FakeExchange exchange) {
    Verdict verdict =
        switch (handler) {
          case Handler.OnRequest plain -> plain.onRequest(exchange);
          case Handler.OnRequestAsync waiting -> waiting.onRequest(exchange).block();
          default -> throw new AssertionError("no handler of requests");
        };
    return verdict instanceof Verdict.Answer answer ? answer.status() : 200;
  }

  private int ask(Handler handler) {
    return ask(handler, new FakeExchange());
  }

  @Test
  void requestsThatWereCountedStayCounted() {
    String config = "{'minute':2,'policy':'local'}";
    assertThat(ask(handler("rate-limiting", config))).isEqualTo(200);
    assertThat(ask(handler("rate-limiting", config))).isEqualTo(200);
    assertThat(ask(handler("rate-limiting", config))).isEqualTo(429);
  }

  @Test
  void aLimitThatIsRaisedDoesNotForgetWhatWasUsed() {
    assertThat(ask(handler("rate-limiting", "{'minute':1,'policy':'local'}"))).isEqualTo(200);
    Handler raised = handler("rate-limiting", "{'minute':2,'policy':'local'}");
    assertThat(ask(raised)).isEqualTo(200);
    assertThat(ask(raised)).isEqualTo(429);
  }

  @Test
  void windowsOfAnyLengthGoOn() {
    String config = "{'limit':[1],'window_size':[60],'namespace':'n'}";
    assertThat(ask(handler("rate-limiting-advanced", config))).isEqualTo(200);
    assertThat(ask(handler("rate-limiting-advanced", config))).isEqualTo(429);
  }

  @Test
  void costsThatAnswersNamedStayCounted() {
    String config =
        "{'limits':{'video':{'minute':1}},'policy':'local','block_on_first_violation':true}";
    Handler first = handler("response-ratelimiting", config);
    FakeExchange exchange = new FakeExchange();
    assertThat(ask(first, exchange)).isEqualTo(200);
    exchange.response.headers.set("X-Kong-Limit", "video=1");
    ((Handler.OnResponse) first).onResponse(exchange);
    ((Handler.OnLog) first).onLog(exchange);

    assertThat(ask(handler("response-ratelimiting", config))).isEqualTo(429);
  }

  @Test
  void cachedAnswersStay() {
    String config = "{'strategy':'memory','content_type':['text/plain']}";
    Handler first = handler("proxy-cache", config);
    FakeExchange exchange = new FakeExchange("GET", "/a");
    assertThat(ask(first, exchange)).isEqualTo(200);
    exchange.response.headers.set("Content-Type", "text/plain");
    ((Handler.OnResponse) first).onResponse(exchange);
    Handler.OnBody body = (Handler.OnBody) first;
    assertThat(body.wantsBody(exchange)).isTrue();
    body.onBody(exchange, io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {1}), false);
    body.onBody(exchange, null, true);

    Handler.OnRequest second = (Handler.OnRequest) handler("proxy-cache", config);
    assertThat(second.onRequest(new FakeExchange("GET", "/a"))).isInstanceOf(Verdict.Answer.class);
  }
}
