package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.troop.benchmarks.micro.SampleRoutes;
import io.troop.proxy.chain.Chain;
import io.troop.proxy.failure.FailureAnswers;
import io.troop.proxy.http.HeadLimits;
import io.troop.proxy.http.HeadReader;
import io.troop.proxy.http.RequestHead;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.relay.Ticks;
import io.troop.proxy.relay.UpstreamPools;
import io.troop.routing.Match;
import io.troop.routing.RouteEntry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What happens to the head of a request between client and upstream.
@NullMarked
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadersBenchmark {

  /// What the client sends: as little as curl does, what a browser does, or what a proxy passes on
  /// that names hop-by-hop headers.
  @Param({"CURL", "BROWSER", "PROXY"})
  public Sent sent = Sent.CURL;

  /// The lines behind `Host`.
  public enum Sent {
    CURL("User-Agent: curl/8.9.1\r\nAccept: */*\r\n"),
    BROWSER(
        """
        Connection: keep-alive\r
        User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r
        Accept-Language: en-GB,en;q=0.5\r
        Accept-Encoding: gzip, deflate, br, zstd\r
        Referer: https://shop.example/shoes\r
        Cookie: session=0f2b9d5c7e6a41c2; theme=dark; consent=yes\r
        Upgrade-Insecure-Requests: 1\r
        Sec-Fetch-Dest: document\r
        Sec-Fetch-Mode: navigate\r
        Sec-Fetch-Site: same-origin\r
        Priority: u=0, i\r
        """),
    PROXY(
        """
        Connection: keep-alive, X-Hop, X-Other-Hop\r
        Keep-Alive: timeout=5\r
        X-Hop: 1\r
        X-Other-Hop: 2\r
        TE: trailers\r
        Via: 1.1 edge.example\r
        X-Forwarded-For: 203.0.113.7, 198.51.100.2\r
        X-Forwarded-Proto: https\r
        X-Forwarded-Host: shop.example\r
        X-Forwarded-Port: 443\r
        X-Real-IP: 203.0.113.7\r
        User-Agent: edge/1.0\r
        Accept: */*\r
        """);

    private final String lines;

    Sent(String lines) {
      this.lines = lines;
    }

    ByteBuf head() {
      String head = "GET /orders/17?full=true HTTP/1.1\r\nHost: api.example\r\n" + lines + "\r\n";
      return Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII);
    }
  }

  private static final InetSocketAddress UPSTREAM =
      new InetSocketAddress(InetAddress.ofLiteral("10.0.0.9"), 80);

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Downstream client = new SilentClient(loop(channel));
  private final SilentPeer peer = new SilentPeer(UPSTREAM);
  private final RequestPipeline pipeline =
      new RequestPipeline(
          new LiveConfig(),
          PipelineSettings.DEFAULT,
          new FailureAnswers(FailureAnswers.Format.AUTO, "text/plain", Map.of()),
          new UpstreamTls(List.of(), UpstreamTls.Defaults.USUAL),
          _ -> {});
  private final Match match =
      new Match(
          new RouteEntry(SampleRoutes.route(1, "/orders"), SampleRoutes.service(), "default"),
          "/orders",
          "/17",
          null);

  private static LoopResources loop(EmbeddedChannel channel) {
    UpstreamPools pools =
        new UpstreamPools(
            channel.eventLoop(),
            EmbeddedChannel.class,
            new UpstreamPools.Keeping(1, 1, Duration.ofSeconds(1)),
            Ticks.SYSTEM);
    return new LoopResources(
        channel.eventLoop(),
        PooledByteBufAllocator.DEFAULT,
        pools,
        Ticks.SYSTEM,
        InstantSource.system(),
        new SplittableRandom(1));
  }

  @Setup
  public void prepare() {
    bytes = Unpooled.unreleasableBuffer(sent.head());
    ByteBuf head = forwarded();
    String text = head.toString(StandardCharsets.US_ASCII);
    head.release();
    if (!text.startsWith("GET /17?full=true HTTP/1.1\r\n")
        || !text.contains("X-Forwarded-Host: api.example\r\n")
        || text.contains("X-Hop")) {
      throw new IllegalStateException("not what goes to an upstream:\n" + text);
    }
  }

  /// Reading the head, strict framing included.
  @Benchmark
  public RequestHead read() {
    RequestHead head = RequestHead.parse(new HeadReader(HeadLimits.DEFAULT), bytes.duplicate());
    return Objects.requireNonNull(head);
  }

  /// Reading it, taking out what is the client's connection's own, adding what the gateway says,
  /// and writing it for the upstream.
  @Benchmark
  public int readAndForward() {
    ByteBuf head = forwarded();
    int length = head.readableBytes();
    head.release();
    return length;
  }

  private ByteBuf forwarded() {
    HttpExchange exchange = pipeline.open(read(), client);
    exchange.matched(match, Chain.EMPTY);
    return RequestWriter.head(exchange, peer);
  }
}
