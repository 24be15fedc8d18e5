package io.troop.plugins.ratelimitingadvanced;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import io.troop.ratelimit.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class ThrottledHandlerTest {
  private static final String CONFIG =
      "{\"limit\":[1],\"window_size\":[60],\"throttling\":{\"enabled\":true,"
          + "\"interval\":2,\"queue_limit\":2,\"retry_times\":2}}";

  private final FakeHost host = new FakeHost();
  private final List<Sinks.One<Long>> pauses = new ArrayList<>();
  private final List<Duration> waits = new ArrayList<>();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final RateLimitingAdvancedConfig config =
      Plugins.config(RateLimitingAdvancedConfig.class, "rate-limiting-advanced", CONFIG);
  private int left;

  private Usage take() {
    boolean admitted = left-- > 0;
    return new Usage(config.windows(), List.of(admitted ? 0.0 : 1.0), admitted);
  }

  private final ThrottledHandler handler =
      new ThrottledHandler(
          config,
          host,
          (exchange, now) -> Mono.fromSupplier(this::take),
          wait -> {
            waits.add(wait);
            Sinks.One<Long> pause = Sinks.one();
            pauses.add(pause);
            return pause.asMono();
          });

  private Disposable ask() {
    return handler.onRequest(new FakeExchange()).subscribe(verdicts::add);
  }

  private void end(int pause) {
    pauses.get(pause).tryEmitValue(0L);
  }

  private static int status(Verdict verdict) {
    return verdict instanceof Verdict.Answer answer ? answer.status() : 200;
  }

  @Test
  void aRequestWithinTheLimitDoesNotWait() {
    left = 1;
    ask();

    assertThat(verdicts).containsExactly(Verdict.PROCEED);
    assertThat(waits).isEmpty();
  }

  @Test
  void oneBeyondItWaitsAndPassesOnceThereIsRoom() {
    ask();
    assertThat(verdicts).isEmpty();
    end(0);
    assertThat(verdicts).isEmpty();
    left = 1;
    end(1);

    assertThat(verdicts).containsExactly(Verdict.PROCEED);
    assertThat(waits).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
  }

  @Test
  void itIsRefusedAfterItsLastTry() {
    ask();
    end(0);
    end(1);

    assertThat(verdicts).extracting(ThrottledHandlerTest::status).containsExactly(429);
    assertThat(waits).hasSize(2);
  }

  @Test
  void noMoreWaitThanMay() {
    ask();
    ask();
    ask();

    assertThat(verdicts).extracting(ThrottledHandlerTest::status).containsExactly(429);
    end(0);
    end(2);
    ask();
    assertThat(verdicts).as("the first has left its place").hasSize(2);
  }

  @Test
  void aClientThatGoesLeavesItsPlace() {
    ask();
    ask().dispose();
    ask();

    assertThat(verdicts).isEmpty();
  }

  @Test
  void isOffUnlessAskedFor() {
    Handler usual =
        Plugins.handler(
            Handler.class, "rate-limiting-advanced", "{\"limit\":[1],\"window_size\":[60]}", host);
    assertThat(usual).isInstanceOf(Handler.OnRequest.class);
    assertThat(Plugins.handler(Handler.class, "rate-limiting-advanced", CONFIG, host))
        .isInstanceOf(ThrottledHandler.class);
  }
}
