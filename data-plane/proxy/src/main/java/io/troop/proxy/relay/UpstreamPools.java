package io.troop.proxy.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/// The connections of one event loop to all upstreams. *Confined to that event loop.*
public final class UpstreamPools {

  /// How long connections are kept, by Kong's names `upstream_keepalive_*`.
  ///
  /// @param size idle connections per origin; 0 keeps none
  /// @param maxRequests requests a connection carries before it is closed; 0 for no limit
  /// @param idle how long a connection may wait for its next request; zero for no limit
  public record Keeping(int size, int maxRequests, Duration idle) {}

  private final EventLoop loop;
  private final Class<? extends Channel> channelType;
  private final Keeping keeping;
  private final Ticks ticks;
  private final long idleNanos;
  private final Http2Pools http2;
  private final Map<Origin, ArrayDeque<UpstreamConnection>> idle = new HashMap<>();

  public UpstreamPools(
      EventLoop loop, Class<? extends Channel> channelType, Keeping keeping, Ticks ticks) {
    this.loop = loop;
    this.channelType = channelType;
    this.keeping = keeping;
    this.ticks = ticks;
    http2 = new Http2Pools(loop, channelType, keeping, ticks);
    idleNanos = keeping.idle().isZero() ? Duration.ofDays(365).toNanos() : keeping.idle().toNanos();
  }

  /// The connections over HTTP/2.
  public Http2Pools http2() {
    return http2;
  }

  Ticks ticks() {
    return ticks;
  }

  /// Hands over an idle connection, now, or a new one, later.
  ///
  /// @param fresh whether to open a new one in any case
  public void take(Origin origin, Duration connectTimeout, boolean fresh, ConnectionTaker taker) {
    if (!fresh) {
      ArrayDeque<UpstreamConnection> waiting = idle.get(origin);
      UpstreamConnection connection = waiting == null ? null : waiting.pollFirst();
      if (connection != null) {
        taker.connected(connection, true);
        return;
      }
    }
    connect(origin, connectTimeout, taker);
  }

  private void connect(Origin origin, Duration timeout, ConnectionTaker taker) {
    int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
    ChannelFuture connecting =
        dial(loop, channelType, origin, millis, channel -> prepare(channel, origin));
    connecting.addListener(_ -> {
      if (!connecting.isSuccess()) {
        notConnected(connecting.cause(), taker);
      } else if (origin.tls() == null) {
        taker.connected(connecting.channel().pipeline().get(UpstreamConnection.class), false);
      } else {
        secure(connecting.channel(), taker);
      }
    });
  }

  private void prepare(Channel channel, Origin origin) {
    channel.pipeline().addLast(new UpstreamConnection(this, origin, channel));
  }

  /// Opens a connection; it reads by itself. With TLS, its handshake follows.
  ///
  /// @param millis the longest time for the connection, and again for the handshake
  /// @param prepare called with the channel before it is connected, TLS in place
  public static ChannelFuture dial(
      EventLoop loop,
      Class<? extends Channel> channelType,
      Origin origin,
      int millis,
      Consumer<Channel> prepare) {
    return new Bootstrap()
        .group(loop)
        .channel(channelType)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                secure(channel, origin, millis);
                prepare.accept(channel);
              }
            })
        .connect(origin.address());
  }

  /// Adds TLS to a new connection, where its origin asks for it.
  private static void secure(Channel channel, Origin origin, int handshakeMillis) {
    Origin.Tls tls = origin.tls();
    if (tls != null) {
      InetSocketAddress address = origin.address();
      SslHandler handler =
          tls.context().newHandler(channel.alloc(), address.getHostString(), address.getPort());
      SSLParameters parameters = handler.engine().getSSLParameters();
      if (!tls.serverName().isEmpty()) {
        parameters.setServerNames(List.of(new SNIHostName(tls.serverName())));
      }
      parameters.setEndpointIdentificationAlgorithm(tls.verifiesName() ? "HTTPS" : "");
      handler.engine().setSSLParameters(parameters);
      handler.setHandshakeTimeoutMillis(handshakeMillis);
      channel.pipeline().addLast(handler);
    }
  }

  private void secure(Channel channel, ConnectionTaker taker) {
    channel
        .pipeline()
        .get(SslHandler.class)
        .handshakeFuture()
        .addListener(done -> {
          if (done.isSuccess()) {
            taker.connected(channel.pipeline().get(UpstreamConnection.class), false);
          } else {
            channel.close();
            taker.notConnected(UpstreamFailure.TLS, String.valueOf(done.cause()));
          }
        });
  }

  private static void notConnected(Throwable cause, ConnectionTaker taker) {
    taker.notConnected(failureOf(cause), String.valueOf(cause.getMessage()));
  }

  /// Why a connection could not be made.
  public static UpstreamFailure failureOf(Throwable cause) {
    return cause instanceof ConnectTimeoutException
        ? UpstreamFailure.CONNECT_TIMEOUT
        : UpstreamFailure.REFUSED;
  }

  /// Takes back a connection that may serve another request.
  void release(UpstreamConnection connection) {
    ArrayDeque<UpstreamConnection> waiting =
        idle.computeIfAbsent(connection.origin(), _ -> new ArrayDeque<>());
    boolean spent = keeping.maxRequests() > 0 && connection.requests() >= keeping.maxRequests();
    if (spent || waiting.size() >= keeping.size()) {
      connection.abort();
      return;
    }
    waiting.addFirst(connection);
    connection.idle(ticks.nanos(), idleNanos);
  }

  /// A waiting connection has ended.
  void forget(UpstreamConnection connection) {
    ArrayDeque<UpstreamConnection> waiting = idle.get(connection.origin());
    if (waiting != null) {
      waiting.remove(connection);
      if (waiting.isEmpty()) {
        idle.remove(connection.origin());
      }
    }
  }

  /// Ends all waiting connections.
  public void close() {
    idle.values().forEach(waiting -> waiting.forEach(UpstreamConnection::abort));
    idle.clear();
    http2.close();
  }
}
