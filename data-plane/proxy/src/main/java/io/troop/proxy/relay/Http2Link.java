package io.troop.proxy.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/// One connection to an upstream over HTTP/2, ready for streams once the upstream has sent its
/// settings. *Confined to one event loop.*
final class Http2Link extends ChannelDuplexHandler {
  private final Http2Pools pools;
  private final Origin origin;
  private final int maxRequests;
  private @Nullable Channel channel;
  private UpstreamFailure failure = UpstreamFailure.CLOSED;
  private String detail = "closed before it spoke HTTP/2";
  private long room = Long.MAX_VALUE;
  private int active;
  private int requests;
  private boolean ready;
  private boolean leaving;

  /// @param maxRequests after so many the connection takes no more; 0 for no limit
  Http2Link(Http2Pools pools, Origin origin, int maxRequests) {
    this.pools = pools;
    this.origin = origin;
    this.maxRequests = maxRequests;
  }

  Origin origin() {
    return origin;
  }

  boolean isReady() {
    return ready;
  }

  /// Whether it takes one more stream.
  boolean hasRoom() {
    boolean spent = maxRequests > 0 && requests >= maxRequests;
    return ready && !leaving && !spent && active < room;
  }

  /// Opens a stream and hands it over, now or a little later.
  void open(Ticks ticks, ConnectionTaker taker) {
    Channel connection = channel;
    if (connection == null) {
      taker.notConnected(failure, detail);
      return;
    }
    boolean reused = requests > 0;
    active++;
    requests++;
    Http2Stream stream = new Http2Stream(ticks);
    var opening = new Http2StreamChannelBootstrap(connection).handler(stream).open();
    opening.addListener(_ -> {
      if (opening.isSuccess()) {
        opening.getNow().closeFuture().addListener(_ -> closed());
        taker.connected(stream, reused);
      } else {
        closed();
        taker.notConnected(UpstreamFailure.REFUSED, String.valueOf(opening.cause()));
      }
    });
  }

  private void closed() {
    active--;
    if (active == 0 && channel != null && (leaving || !hasRoom())) {
      channel.close();
    }
    pools.roomMade(this);
  }

  /// Why it never became ready.
  void failedBy(UpstreamFailure failure, String detail) {
    this.failure = failure;
    this.detail = detail;
  }

  void giveUp() {
    if (channel != null) {
      channel.close();
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case Http2SettingsFrame frame -> {
        Long most = frame.settings().maxConcurrentStreams();
        room = most == null ? room : most;
        if (!ready) {
          ready = true;
          pools.ready(this);
        }
      }
      case Http2GoAwayFrame _ -> leave();
      default -> {}
    }
    ReferenceCountUtil.release(message);
  }

  private void leave() {
    leaving = true;
    if (active == 0 && channel != null) {
      channel.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case SslHandshakeCompletionEvent tls when !tls.isSuccess() -> {
        failedBy(UpstreamFailure.TLS, String.valueOf(tls.cause()));
        context.close();
      }
      case IdleStateEvent _ when active == 0 && ready -> context.close();
      default -> {}
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    leaving = true;
    pools.gone(this, failure, detail);
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!ready && failure == UpstreamFailure.CLOSED) {
      failedBy(UpstreamFailure.BAD_ANSWER, String.valueOf(cause));
    }
    context.close();
  }
}
