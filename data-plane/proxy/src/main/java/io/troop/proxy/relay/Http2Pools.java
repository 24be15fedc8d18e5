package io.troop.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2FrameCodec;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.timeout.IdleStateHandler;
import io.troop.proxy.http.HeadLimits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The HTTP/2 connections of one event loop to all upstreams. Exchanges share a connection until
/// the upstream allows no more streams on it; then another is opened. *Confined to that event
/// loop.*
public final class Http2Pools {
  private static final int WINDOW = 1 << 18;

  private final EventLoop loop;
  private final Class<? extends Channel> channelType;
  private final UpstreamPools.Keeping keeping;
  private final Ticks ticks;
  private final Map<Origin, Links> byOrigin = new HashMap<>();

  /// The connections to one origin, and who waits for one.
  private static final class Links {
    private final List<Http2Link> links = new ArrayList<>(1);
    private final ArrayDeque<ConnectionTaker> waiting = new ArrayDeque<>();
    private boolean connecting;

    @Nullable Http2Link withRoom() {
      for (Http2Link link : links) {
        if (link.hasRoom()) {
          return link;
        }
      }
      return null;
    }
  }

  Http2Pools(
      EventLoop loop,
      Class<? extends Channel> channelType,
      UpstreamPools.Keeping keeping,
      Ticks ticks) {
    this.loop = loop;
    this.channelType = channelType;
    this.keeping = keeping;
    this.ticks = ticks;
  }

  /// Hands over a stream: of a connection that is there, now, or of a new one, later.
  ///
  /// @param origin its TLS context, if any, agrees on `h2`
  /// @param connectTimeout until the upstream has spoken HTTP/2
  public void take(Origin origin, Duration connectTimeout, ConnectionTaker taker) {
    Links own = byOrigin.computeIfAbsent(origin, _ -> new Links());
    Http2Link link = own.withRoom();
    if (link != null) {
      link.open(ticks, taker);
      return;
    }
    own.waiting.add(taker);
    if (!own.connecting) {
      connect(own, origin, connectTimeout);
    }
  }

  private void connect(Links own, Origin origin, Duration timeout) {
    own.connecting = true;
    int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    Http2Link link = new Http2Link(this, origin, keeping.maxRequests());
    ChannelFuture connecting =
        UpstreamPools.dial(loop, channelType, origin, millis, channel -> prepare(channel, link));
    connecting.addListener(_ -> {
      if (!connecting.isSuccess()) {
        link.failedBy(
            UpstreamPools.failureOf(connecting.cause()),
            String.valueOf(connecting.cause().getMessage()));
        // A channel that never was connected tells nobody that it ends.
        gone(link, UpstreamPools.failureOf(connecting.cause()), "" + connecting.cause());
      }
    });
    var _ = loop.schedule(() -> tooSlow(link), millis, TimeUnit.MILLISECONDS);
  }

  private void prepare(Channel channel, Http2Link link) {
    Http2FrameCodec codec =
        Http2FrameCodecBuilder.forClient()
            .initialSettings(
                Http2Settings.defaultSettings()
                    .pushEnabled(false)
                    .initialWindowSize(WINDOW)
                    .maxHeaderListSize(HeadLimits.UPSTREAM.total()))
            .validateHeaders(true)
            .build();
    if (!keeping.idle().isZero()) {
      channel
          .pipeline()
          .addLast(new IdleStateHandler(0, 0, keeping.idle().toMillis(), TimeUnit.MILLISECONDS));
    }
    channel.pipeline().addLast(codec, new Http2MultiplexHandler(unasked()), link);
  }

  /// For streams that an upstream opens, which it was told not to.
  private static ChannelHandler unasked() {
    return new ChannelInboundHandlerAdapter() {
      @Override
      public boolean isSharable() {
        return true;
      }

      @Override
      public void handlerAdded(io.netty.channel.ChannelHandlerContext context) {
        context.close();
      }
    };
  }

  private static void tooSlow(Http2Link link) {
    if (!link.isReady()) {
      link.failedBy(UpstreamFailure.CONNECT_TIMEOUT, "no HTTP/2 settings came");
      link.giveUp();
    }
  }

  /// The upstream has sent its settings: streams may be opened.
  void ready(Http2Link link) {
    Links own = byOrigin.get(link.origin());
    if (own == null) {
      link.giveUp();
      return;
    }
    own.connecting = false;
    own.links.add(link);
    if (!link.hasRoom()) {
      failAll(own, UpstreamFailure.REFUSED, "the upstream allows no streams");
      return;
    }
    handOver(own);
    if (!own.waiting.isEmpty()) {
      connect(own, link.origin(), Duration.ofSeconds(60));
    }
  }

  /// A stream has ended.
  void roomMade(Http2Link link) {
    Links own = byOrigin.get(link.origin());
    if (own != null) {
      handOver(own);
    }
  }

  private void handOver(Links own) {
    while (!own.waiting.isEmpty()) {
      Http2Link link = own.withRoom();
      if (link == null) {
        return;
      }
      link.open(ticks, own.waiting.remove());
    }
  }

  /// A connection has ended, or never came to be.
  void gone(Http2Link link, UpstreamFailure failure, String detail) {
    Links own = byOrigin.get(link.origin());
    if (own == null) {
      return;
    }
    own.links.remove(link);
    if (!link.isReady()) {
      own.connecting = false;
      failAll(own, failure, detail);
    }
    if (own.links.isEmpty() && own.waiting.isEmpty() && !own.connecting) {
      byOrigin.remove(link.origin());
    }
  }

  private static void failAll(Links own, UpstreamFailure failure, String detail) {
    List<ConnectionTaker> all = List.copyOf(own.waiting);
    own.waiting.clear();
    all.forEach(taker -> taker.notConnected(failure, detail));
  }

  /// Ends all connections.
  void close() {
    List<Links> all = List.copyOf(byOrigin.values());
    byOrigin.clear();
    all.forEach(own -> own.links.forEach(Http2Link::giveUp));
  }
}
