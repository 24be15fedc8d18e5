package io.troop.proxy.stream;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.balance.TargetPicker;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.pipeline.UpstreamTls;
import io.troop.proxy.relay.DeadlineTimer;
import io.troop.proxy.relay.Origin;
import io.troop.proxy.relay.UpstreamPools;
import io.troop.routing.Match;
import io.troop.routing.scope.ClientProtocol;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes one connection to an upstream and passes bytes on both ways. When one side is slow the
/// other is not read; when one side ends, what it sent is delivered and the other is ended; when
/// nothing moves for as long as the service's `read_timeout`, both are. *Confined to one event
/// loop.*
public final class StreamRelay extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(StreamRelay.class);

  private final Channel client;
  private final LoopResources loop;
  private final Class<? extends Channel> channelType;
  private final UpstreamTls tls;
  private final CompiledConfig config;
  private final Match match;
  private final Service service;
  private final StreamExchange exchange;
  private final StreamGate gate;
  private final Consumer<Exchange> accessLog;
  private final TargetPicker picker;
  private final DeadlineTimer timer;
  private final ArrayDeque<Object> early = new ArrayDeque<>();
  private @Nullable Channel upstream;
  private @Nullable Peer peer;
  private int triesLeft;
  private boolean over;

  /// @param match with a service
  /// @param accessLog told of the connection at its end
  public StreamRelay(
      Channel client,
      LoopResources loop,
      Class<? extends Channel> channelType,
      UpstreamTls tls,
      CompiledConfig config,
      Match match,
      Service service,
      StreamQuery query,
      Consumer<Exchange> accessLog) {
    this.client = client;
    this.loop = loop;
    this.channelType = channelType;
    this.tls = tls;
    this.config = config;
    this.match = match;
    this.service = service;
    this.accessLog = accessLog;
    exchange = new StreamExchange(config, match, query, loop);
    gate =
        new StreamGate(
            exchange,
            config.chain(match, ClientProtocol.ofStream(protocol(match, query))),
            loop.eventLoop());
    picker = config.targets(match, service.host(), service.port());
    timer = new DeadlineTimer(loop.eventLoop(), loop.ticks(), this::expired);
    triesLeft = service.retries();
  }

  private static String protocol(Match match, StreamQuery query) {
    return match.route().protocols().contains("tls_passthrough")
        ? "tls_passthrough"
        : query.protocol();
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    gate.ask(this::passed, this::refused);
  }

  private void passed() {
    if (!over) {
      choose(picker.pick(exchange, match, null));
    }
  }

  private void refused(int status) {
    exchange.failed(status);
    log.info("stream {} of {} is refused: {}", exchange.id(), client.remoteAddress(), status);
    end();
  }

  // Connecting.

  private void choose(TargetPicker.Choice choice) {
    switch (choice) {
      case Peer chosen when over -> chosen.released();
      case Peer chosen -> connect(chosen);
      case TargetPicker.NoPeer none -> giveUp(none.message());
      case TargetPicker.Pending pending -> {
        var _ =
            pending
                .choice()
                .subscribe(
                    later -> loop.eventLoop().execute(() -> choose(later)),
                    problem -> loop.eventLoop().execute(() -> giveUp(problem.toString())));
      }
    }
  }

  private void connect(Peer chosen) {
    peer = chosen;
    exchange.trying(chosen);
    int millis = service.connectTimeout();
    Origin.Tls secured =
        service.protocol().equals("tls")
            ? tls.of(config, match, chosen, exchange.serverName(chosen), false)
            : null;
    Origin origin = new Origin(chosen.address(), secured);
    // Nothing is read before somebody is there to take it.
    ChannelFuture connecting =
        UpstreamPools.dial(
            loop.eventLoop(),
            channelType,
            origin,
            millis,
            channel -> channel.config().setAutoRead(false));
    connecting.addListener(_ -> {
      if (!connecting.isSuccess()) {
        failed(connecting.cause());
      } else if (secured == null) {
        connected(connecting.channel());
      } else {
        secure(connecting.channel());
      }
    });
  }

  private void secure(Channel channel) {
    channel.config().setAutoRead(true); // The handshake reads by itself.
    channel
        .pipeline()
        .get(SslHandler.class)
        .handshakeFuture()
        .addListener(done -> {
          if (done.isSuccess()) {
            connected(channel);
          } else {
            channel.close();
            failed(done.cause());
          }
        });
  }

  private void failed(Throwable cause) {
    Peer last = peer;
    peer = null;
    if (last == null || over) {
      return;
    }
    log.warn("stream {}: upstream {}: {}", exchange.id(), last.address(), cause.toString());
    switch (UpstreamPools.failureOf(cause)) {
      case CONNECT_TIMEOUT -> last.timedOut();
      default -> last.refused();
    }
    if (triesLeft-- > 0) {
      choose(picker.pick(exchange, match, last));
    } else {
      giveUp("no target could be reached");
    }
  }

  private void giveUp(String reason) {
    log.warn("stream {} of {}: {}", exchange.id(), client.remoteAddress(), reason);
    exchange.failed(502);
    end();
  }

  private void connected(Channel channel) {
    if (over) {
      channel.close();
      return;
    }
    upstream = channel;
    exchange.connected();
    channel.pipeline().addLast(new Answers());
    while (!early.isEmpty()) {
      Object first = early.remove();
      exchange.meter().toUpstream(first);
      channel.write(first);
    }
    channel.flush();
    moved();
    client.config().setAutoRead(channel.isWritable());
    channel.config().setAutoRead(true);
    if (!client.isActive()) {
      finish(channel);
    }
  }

  // From the client.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    Channel to = upstream;
    if (over) {
      ReferenceCountUtil.release(message);
    } else if (to == null) {
      early.add(message);
      client.config().setAutoRead(false);
    } else {
      exchange.meter().toUpstream(message);
      pass(message, client, to);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (upstream != null) {
      upstream.flush();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (upstream != null) {
      upstream.config().setAutoRead(client.isWritable());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (upstream != null) {
      finish(upstream);
    } else if (early.isEmpty()) {
      end();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("stream {}: the client's side failed", exchange.id(), cause);
    end();
  }

  /// From the upstream.
  private final class Answers extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      exchange.meter().toClient(message);
      pass(message, context.channel(), client);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      client.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
      client.config().setAutoRead(context.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      finish(client);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      log.debug("stream {}: the upstream's side failed", exchange.id(), cause);
      end();
    }
  }

  private void pass(Object message, Channel from, Channel to) {
    if (over) {
      ReferenceCountUtil.release(message);
      return;
    }
    to.write(message, to.voidPromise());
    moved();
    if (!to.isWritable()) {
      to.flush();
      if (!to.isWritable()) {
        from.config().setAutoRead(false);
      }
    }
  }

  private void moved() {
    timer.arm(loop.ticks().nanos(), TimeUnit.MILLISECONDS.toNanos(service.readTimeout()));
  }

  private void expired() {
    log.info("stream {}: nothing moved for {} ms", exchange.id(), service.readTimeout());
    end();
  }

  /// Delivers what was written to the side that is left, then ends.
  private void finish(Channel left) {
    if (!over) {
      left.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> end());
    }
  }

  private void end() {
    if (over) {
      return;
    }
    over = true;
    timer.close();
    early.forEach(ReferenceCountUtil::release);
    early.clear();
    if (peer != null) {
      peer.released();
      peer = null;
    }
    client.close();
    if (upstream != null) {
      upstream.close();
    }
    exchange.ended();
    gate.log();
    accessLog.accept(exchange);
  }
}
