package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange;
import io.troop.plugin.Exchange.Part;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.Tracing;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.balance.TargetPicker;
import io.troop.proxy.callout.PooledHttpCaller;
import io.troop.proxy.chain.FixedChain;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import io.troop.proxy.pipeline.TrustedAddresses;
import io.troop.routing.Match;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/// What a node notes of requests for traces.
class TraceNotesTest {
  private final BlockingQueue<List<Part>> seen = new LinkedBlockingQueue<>();

  private static final class Asks implements Handler.OnRequestAsync {
    @Override
    public Mono<Verdict> onRequest(Exchange exchange) {
      return Mono.<Verdict>just(Verdict.PROCEED).delayElement(java.time.Duration.ofMillis(5));
    }
  }

  /// Calls a server, then one that is not there.
  private record Calls(HttpCaller caller, URI server, URI nobody)
      implements Handler.OnRequestAsync {
    @Override
    public Mono<Verdict> onRequest(Exchange exchange) {
      return caller
          .call(HttpCall.of("POST", server).with("User-Agent", "asker"))
          .then(caller.call(HttpCall.of("GET", nobody)))
          .<Verdict>map(_ -> Verdict.PROCEED)
          .onErrorReturn(Verdict.PROCEED);
    }
  }

  private static final class Decides implements Handler.OnRequest, Handler.OnResponse {
    @Override
    public Verdict onRequest(Exchange exchange) {
      return Verdict.PROCEED;
    }

    @Override
    public void onResponse(Exchange exchange) {}
  }

  private final class Logs implements Handler.OnLog {
    @Override
    public void onLog(Exchange exchange) {
      seen.add(exchange.parts());
    }
  }

  /// As a host whose name has to be looked up, which takes a while.
  private record Named(int port) implements TargetPicker {
    @Override
    public Choice pick(Exchange exchange, Match match, Peer last) {
      Choice found =
          new FixedConfig.TestPeer(new InetSocketAddress("127.0.0.1", port), "up.example");
      return new Pending(Mono.just(found).delayElement(java.time.Duration.ofMillis(5)));
    }

    @Override
    public String lookedUp() {
      return "up.example";
    }
  }

  private List<Part> parts(Tracing tracing) throws Exception {
    return parts(tracing, new Asks(), new Decides(), new Logs());
  }

  private List<Part> parts(Tracing tracing, Handler... handlers) throws Exception {
    PipelineSettings usual = PipelineSettings.DEFAULT;
    PipelineSettings settings =
        new PipelineSettings(
            usual.sent(),
            "X-Real-IP",
            false,
            TrustedAddresses.NONE,
            0,
            usual.bodyBuffer(),
            "UTF-8",
            false,
            tracing,
            null);
    try (RawUpstream upstream = new RawUpstream(RawUpstream.ECHO)) {
      FixedConfig config =
          new FixedConfig()
              .route("/", upstream.port())
              .picker(new Named(upstream.port()))
              .chains(new FixedChain(handlers));
      try (Gateway gateway = new Gateway(config.live(), settings, ConnectionRules.DEFAULT, "");
          RawClient client = new RawClient(gateway.port())) {
        assertThat(client.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status()).isEqualTo(200);
        List<Part> parts = seen.poll(30, TimeUnit.SECONDS);
        assertThat(parts).as("the log phase within 30 s").isNotNull();
        return parts;
      }
    }
  }

  @Test
  void everyPartOfARequestIsNotedInTurn() throws Exception {
    List<Part> parts = parts(new Tracing(Set.of("all"), 1));

    assertThat(parts)
        .extracting(part -> part.kind() + " " + part.subject())
        .containsExactly(
            "ROUTER ", "ACCESS Asks", "ACCESS Decides", "DNS up.example", "HEADER_FILTER Decides");
    Part lookup = parts.get(3);
    assertThat(lookup.found().getHostAddress()).isEqualTo("127.0.0.1");
    assertThat(parts.get(1).nanos()).as("it waited").isGreaterThan(1_000_000);
    assertThat(lookup.nanos()).as("it waited").isGreaterThan(1_000_000);
    assertThat(lookup.startedAt()).isAfterOrEqualTo(parts.get(1).startedAt());
  }

  @Test
  void callsOfPluginsAreNotedInTheirPlugin() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    try (PooledHttpCaller caller = new PooledHttpCaller(null);
        RawUpstream server = new RawUpstream(RawUpstream.ECHO)) {
      URI there = URI.create("http://user:secret@127.0.0.1:" + server.port() + "/a?b=c");
      URI nobody = URI.create("http://127.0.0.1:" + closed + "/");

      List<Part> parts =
          parts(
              new Tracing(Set.of("all"), 1),
              new Calls(caller, there, nobody),
              new Decides(),
              new Logs());

      assertThat(parts)
          .filteredOn(part -> part.kind() == Part.Kind.CALL)
          .extracting(Part::call)
          .containsExactly(
              new Part.Call(
                  "POST", "http://127.0.0.1:" + server.port() + "/a?b=c", "asker", null, 200),
              new Part.Call("GET", nobody.toString(), null, null, 0));
      Part plugin = parts.get(3);
      assertThat(plugin.subject()).isEqualTo("Calls");
      assertThat(parts.get(1).startedAt())
          .isBetween(plugin.startedAt(), plugin.startedAt().plusNanos(plugin.nanos()));
    }
  }

  @Test
  void nothingIsNotedUnlessTheNodeTraces() throws Exception {
    assertThat(parts(Tracing.OFF)).isEmpty();
  }
}
