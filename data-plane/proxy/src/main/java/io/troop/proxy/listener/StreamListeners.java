package io.troop.proxy.listener;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Service;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.pipeline.TrustedAddresses;
import io.troop.proxy.pipeline.UpstreamTls;
import io.troop.proxy.stream.StreamQuery;
import io.troop.proxy.stream.StreamRelay;
import io.troop.proxy.stream.UdpRelay;
import io.troop.routing.Match;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses of `stream_listen`: connections that are no HTTP. On an address with `ssl` the
/// server name of the client's first message decides whether TLS ends here (a route with protocol
/// `tls`) or is passed through (`tls_passthrough`). A connection without a route is closed.
/// *Thread-safe.*
public final class StreamListeners implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StreamListeners.class);

  private final EventLoops loops;
  private final LiveConfig live;
  private final Clients clients;
  private final TlsAcceptor tls;
  private final UpstreamTls upstreamTls;
  private final Consumer<Exchange> accessLog;
  private final List<Channel> bound = new ArrayList<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /// @param trusted whose word is taken for who a client is
  /// @param portMaps ports as clients know them by the ports we listen on
  public StreamListeners(
      EventLoops loops,
      LiveConfig live,
      TrustedAddresses trusted,
      Map<Integer, Integer> portMaps,
      TlsAcceptor tls,
      UpstreamTls upstreamTls,
      Consumer<Exchange> accessLog) {
    this.loops = loops;
    this.live = live;
    this.clients = new Clients(trusted, portMaps);
    this.tls = tls;
    this.upstreamTls = upstreamTls;
    this.accessLog = accessLog;
  }

  /// Begins to listen.
  ///
  /// @return the address that was bound, for a port of 0
  /// @throws Listeners.BindFailed when the address can't be had
  public InetSocketAddress open(ListenAddress address) {
    ChannelFuture binding =
        address.udp()
            ? bindDatagrams(address)
            : loops.listen(address, channel -> accept(channel, address));
    if (!binding.isSuccess()) {
      throw new Listeners.BindFailed(address, binding.cause());
    }
    bound.add(binding.channel());
    return (InetSocketAddress) binding.channel().localAddress();
  }

  private ChannelFuture bindDatagrams(ListenAddress address) {
    LoopResources loop = loops.resourcesOf(loops.group().next());
    return new Bootstrap()
        .group(loop.eventLoop())
        .channel(loops.datagramChannel())
        .option(ChannelOption.ALLOCATOR, loop.allocator())
        .handler(new UdpRelay(live, loop, loops.datagramChannel(), accessLog))
        .bind(address.socketAddress())
        .awaitUninterruptibly();
  }

  private void accept(Channel channel, ListenAddress address) {
    connections.add(channel);
    if (address.tls()) {
      if (address.proxyProtocol()) {
        channel.pipeline().addLast(new ProxyProtocol());
      }
      channel.pipeline().addLast(new StreamHello(this));
    } else if (address.proxyProtocol()) {
      channel.pipeline().addLast(new ProxyProtocol(), new Announced());
    } else {
      plain(channel);
    }
  }

  /// Waits until the proxy in front of us has said who the client is.
  private final class Announced extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (ProxyProtocol.ANNOUNCED.equals(event)) {
        plain(context.channel());
        context.pipeline().remove(this);
      } else {
        context.fireUserEventTriggered(event);
      }
    }
  }

  private void plain(Channel channel) {
    CompiledConfig config = live.get();
    StreamQuery query = new StreamQuery(clients.of(channel), "tcp", null);
    Match match = config.streams().match(query);
    if (match == null) {
      refuse(channel, "no Route found with those values");
    } else {
      relay(channel, config, match, query);
    }
  }

  /// The server name of a TLS connection is known.
  ///
  /// @param name lower case; null when the client named none
  /// @return the route, with the configuration it is of; null when there is none
  @Nullable Routed route(Channel channel, @Nullable String name) {
    CompiledConfig config = live.get();
    StreamQuery query = new StreamQuery(clients.of(channel), "tls", name);
    Match match = config.streams().match(query);
    if (match == null) {
      refuse(channel, "no Route found with those values");
      return null;
    }
    return new Routed(config, match, query);
  }

  /// Where a connection goes.
  record Routed(CompiledConfig config, Match match, StreamQuery query) {
    boolean passesThrough() {
      return match.route().protocols().contains("tls_passthrough");
    }
  }

  /// TLS does not end here.
  void passThrough(Channel channel, Routed routed) {
    relay(channel, routed.config(), routed.match(), routed.query());
  }

  /// TLS ends here.
  void terminate(Channel channel, Routed routed) {
    String name = routed.query().sni();
    channel.pipeline().addLast(tls.handler(channel, name), new Secured(routed));
  }

  /// Goes on when the handshake is done.
  private final class Secured extends ChannelInboundHandlerAdapter {
    private final Routed routed;

    Secured(Routed routed) {
      this.routed = routed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent handshake) {
        if (handshake.isSuccess()) {
          Channel channel = context.channel();
          // Asked again, because now it is known how the connection is secured.
          StreamQuery query = new StreamQuery(clients.of(channel), "tls", routed.query().sni());
          relay(channel, routed.config(), routed.match(), query);
          context.pipeline().remove(this);
        } else {
          log.debug("TLS handshake of a stream failed", handshake.cause());
          context.close();
        }
      } else {
        context.fireUserEventTriggered(event);
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }

  private void relay(Channel channel, CompiledConfig config, Match match, StreamQuery query) {
    Service service = match.service();
    if (service == null) {
      refuse(channel, "no Service found with those values");
      return;
    }
    LoopResources loop = loops.resourcesOf(channel.eventLoop());
    channel
        .pipeline()
        .addLast(
            new StreamRelay(
                channel,
                loop,
                loops.clientChannel(),
                upstreamTls,
                config,
                match,
                service,
                query,
                accessLog));
  }

  private static void refuse(Channel channel, String reason) {
    log.info("stream of {}: {}", channel.remoteAddress(), reason);
    channel.close();
  }

  /// Takes no more connections.
  public void stop() {
    bound.forEach(Channel::close);
  }

  /// Stops listening and ends all connections at once.
  @Override
  public void close() {
    bound.forEach(channel -> channel.close().awaitUninterruptibly());
    connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
  }
}
