package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.proxy.chain.FixedChain;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.telemetry.TrafficTable;
import io.troop.sketch.LatencySketch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/// How long plugins take, as nodes measure it in some of the requests.
class PluginTimeTest {

  private static final Duration WAIT = Duration.ofMillis(20);

  /// Waits for something, in the request phase.
  private static final class Waits implements Handler.OnRequestAsync, Handler.OnLog {
    @Override
    public Mono<Verdict> onRequest(Exchange exchange) {
      return Mono.<Verdict>just(Verdict.PROCEED).delayElement(WAIT);
    }

    @Override
    public void onLog(Exchange exchange) {}
  }

  /// What was measured of `requests` requests.
  private static LatencySketch measured(int oneIn, int requests) throws Exception {
    LatencySketch all = new LatencySketch();
    try (RawUpstream upstream = new RawUpstream(RawUpstream.ECHO)) {
      FixedConfig config =
          new FixedConfig().route("/", upstream.port()).chains(new FixedChain(new Waits()));
      try (Gateway gateway = new Gateway(config.live());
          RawClient client = new RawClient(gateway.port())) {
        gateway.loops().measureOneIn(oneIn);
        collect(gateway); // Behind which the loops know.
        for (int i = 0; i < requests; i++) {
          assertThat(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(200);
        }
        // A request is counted before its answer ends; so it is there when it is asked for.
        for (TrafficTable table : collect(gateway)) {
          table.forEachTime((route, plugin, time) -> {
            assertThat(route).isNotNull();
            assertThat(plugin).isNotEmpty();
            assertThat(time.requests(2)).isEqualTo(time.time().count());
            all.merge(time.time());
          });
        }
      }
    }
    return all;
  }

  private static List<TrafficTable> collect(Gateway gateway) throws Exception {
    CompletableFuture<List<TrafficTable>> collected = new CompletableFuture<>();
    gateway.loops().collect(collected::complete);
    return collected.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aPluginsTimeIsThatOfAllItsPhasesWithWhatItWaitsFor() throws Exception {
    LatencySketch all = measured(1, 3);
    assertThat(all.count()).as("one value for each request, whatever its phases").isEqualTo(3);
    assertThat(all.quantile(0)).isGreaterThanOrEqualTo(WAIT.toMillis() * 900.0);
  }

  @Test
  void onlySomeRequestsAreMeasuredAndNoneIfNobodyWantsToKnow() throws Exception {
    assertThat(measured(10, 40).count()).isBetween(2L, 20L);
    assertThat(measured(0, 5).count()).isZero();
  }
}
