package io.troop.proxy.stream;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DatagramPacket;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Service;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.balance.TargetPicker;
import io.troop.proxy.live.CompiledConfig;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.pipeline.Client;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.relay.DeadlineTimer;
import io.troop.routing.Match;
import io.troop.routing.scope.ClientProtocol;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Relays the datagrams of one address. Those of one client go to one target, whose datagrams go
/// back to that client, until none was seen for as long as the service's `read_timeout`. A datagram
/// without a route or a target is dropped, as are those of more clients than are kept apart.
/// *Confined to one event loop.*
public final class UdpRelay extends SimpleChannelInboundHandler<DatagramPacket> {
  private static final Logger log = LoggerFactory.getLogger(UdpRelay.class);
  private static final int MOST_CLIENTS = 65_536;

  private final LiveConfig live;
  private final LoopResources loop;
  private final Class<? extends Channel> channelType;
  private final Consumer<Exchange> accessLog;
  private final Map<InetSocketAddress, Session> sessions = new HashMap<>();

  /// @param channelType of sockets to targets
  /// @param accessLog told of each client's session at its end
  public UdpRelay(
      LiveConfig live,
      LoopResources loop,
      Class<? extends Channel> channelType,
      Consumer<Exchange> accessLog) {
    this.accessLog = accessLog;
    this.live = live;
    this.loop = loop;
    this.channelType = channelType;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
    Session known = sessions.get(packet.sender());
    Session session = known == null ? begin(context.channel(), packet.sender()) : known;
    if (session != null) {
      session.send(packet.content().retain());
    }
  }

  private @Nullable Session begin(Channel server, InetSocketAddress sender) {
    CompiledConfig config = live.get();
    InetSocketAddress local = (InetSocketAddress) server.localAddress();
    Client client = new Client(sender, null, local, null, null, local.getPort(), false);
    StreamQuery query = new StreamQuery(client, "udp", null);
    Match match = config.streams().match(query);
    Service service = match == null ? null : match.service();
    if (match == null || service == null || sessions.size() >= MOST_CLIENTS) {
      log.debug("datagram of {}: no route, no service, or too many clients", sender);
      return null;
    }
    StreamExchange exchange = new StreamExchange(config, match, query, loop);
    StreamGate gate =
        new StreamGate(exchange, config.chain(match, ClientProtocol.UDP), loop.eventLoop());
    Session session = new Session(server, sender, service, exchange, gate);
    sessions.put(sender, session);
    gate.ask(
        () ->
            session.choose(
                config.targets(match, service.host(), service.port()).pick(exchange, match, null)),
        session::refused);
    return session;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    List.copyOf(sessions.values()).forEach(Session::end);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("a datagram could not be taken", cause);
  }

  /// One client and its target.
  private final class Session extends SimpleChannelInboundHandler<DatagramPacket> {
    private final Channel server;
    private final InetSocketAddress client;
    private final Service service;
    private final StreamExchange exchange;
    private final StreamGate gate;
    private final DeadlineTimer timer;
    private @Nullable Channel upstream;
    private @Nullable Peer peer;
    private @Nullable ByteBuf first;
    private boolean over;

    Session(
        Channel server,
        InetSocketAddress client,
        Service service,
        StreamExchange exchange,
        StreamGate gate) {
      this.exchange = exchange;
      this.gate = gate;
      this.server = server;
      this.client = client;
      this.service = service;
      timer = new DeadlineTimer(loop.eventLoop(), loop.ticks(), this::end);
      moved();
    }

    private void refused(int status) {
      exchange.failed(status);
      end();
    }

    private void choose(TargetPicker.Choice choice) {
      switch (choice) {
        case Peer chosen when over -> chosen.released();
        case Peer chosen -> connect(chosen);
        case TargetPicker.NoPeer none -> {
          log.warn("datagrams of {}: {}", client, none.message());
          end();
        }
        case TargetPicker.Pending pending -> {
          var _ =
              pending
                  .choice()
                  .subscribe(
                      later -> loop.eventLoop().execute(() -> choose(later)),
                      _ -> loop.eventLoop().execute(this::end));
        }
      }
    }

    private void connect(Peer chosen) {
      peer = chosen;
      exchange.trying(chosen);
      ChannelFuture connecting =
          new Bootstrap()
              .group(loop.eventLoop())
              .channel(channelType)
              .handler(this)
              .connect(chosen.address());
      connecting.addListener(_ -> {
        if (!connecting.isSuccess() || over) {
          exchange.failed(502);
          connecting.channel().close();
          end();
          return;
        }
        upstream = connecting.channel();
        exchange.connected();
        ByteBuf waiting = first;
        first = null;
        if (waiting != null) {
          exchange.meter().toUpstream(waiting);
          upstream.writeAndFlush(waiting);
        }
      });
    }

    /// Until there is a target the first datagram waits; more are dropped.
    void send(ByteBuf content) {
      if (over) {
        content.release();
        return;
      }
      moved();
      if (upstream != null) {
        exchange.meter().toUpstream(content);
        upstream.writeAndFlush(content);
      } else if (first == null) {
        first = content;
      } else {
        content.release();
      }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      moved();
      exchange.meter().toClient(packet.content());
      server.writeAndFlush(new DatagramPacket(packet.content().retain(), client));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (peer != null) {
        peer.refused();
        peer = null;
      }
      end();
    }

    private void moved() {
      timer.arm(loop.ticks().nanos(), TimeUnit.MILLISECONDS.toNanos(service.readTimeout()));
    }

    private void end() {
      if (over) {
        return;
      }
      over = true;
      timer.close();
      sessions.remove(client);
      if (first != null) {
        first.release();
        first = null;
      }
      if (peer != null) {
        peer.released();
        peer = null;
      }
      if (upstream != null) {
        upstream.close();
      }
      exchange.ended();
      gate.log();
      accessLog.accept(exchange);
    }
  }
}
