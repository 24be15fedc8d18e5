package io.troop.proxy.listener;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.pipeline.RequestPipeline;
import io.troop.proxy.pipeline.TrafficCounters;
import io.troop.proxy.pipeline.TrustedAddresses;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The addresses where clients are served. *Thread-safe.*
public final class Listeners implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Listeners.class);

  private final EventLoops loops;
  private final RequestPipeline pipeline;
  private final ConnectionRules rules;
  private final Clients clients;
  private final TlsAcceptor tls;
  private final Http2Connections http2;
  private final Draining draining = new Draining();
  private final List<Channel> bound = new ArrayList<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /// @param portMaps ports as clients know them by the ports we listen on
  public Listeners(
      EventLoops loops,
      RequestPipeline pipeline,
      ConnectionRules rules,
      TrustedAddresses trusted,
      Map<Integer, Integer> portMaps,
      TlsAcceptor tls) {
    this.loops = loops;
    this.pipeline = pipeline;
    this.rules = rules;
    this.clients = new Clients(trusted, portMaps);
    this.tls = tls;
    http2 = new Http2Connections(clients, pipeline, rules);
  }

  /// Begins to listen.
  ///
  /// @return the address that was bound, for a port of 0
  /// @throws BindFailed when the address can't be had
  public InetSocketAddress open(ListenAddress address) {
    ChannelFuture binding = loops.listen(address, channel -> accept(channel, address));
    if (!binding.isSuccess()) {
      throw new BindFailed(address, binding.cause());
    }
    bound.add(binding.channel());
    return (InetSocketAddress) binding.channel().localAddress();
  }

  private void accept(Channel channel, ListenAddress address) {
    connections.add(channel);
    LoopResources loop = loops.resourcesOf(channel.eventLoop());
    if (address.proxyProtocol()) {
      channel.pipeline().addLast(new ProxyProtocol());
    }
    if (address.tls()) {
      tls.secure(channel, address.http2(), protocol -> serve(channel, loop, protocol));
    } else {
      serve(channel, loop, address.http2() ? "h2c" : "http/1.1");
    }
  }

  private void serve(Channel channel, LoopResources loop, String protocol) {
    switch (protocol) {
      case "h2" -> http2.serve(channel, loop);
      case "h2c" ->
          channel.pipeline().addLast(new Http2Preface(agreed -> serve(channel, loop, agreed)));
      default ->
          channel
              .pipeline()
              .addLast(new Http1Connection(channel, clients, loop, pipeline, rules, draining));
    }
  }

  /// The clients' connections that are open.
  ChannelGroup connections() {
    return connections;
  }

  /// Ends gracefully: takes no more connections and requests, and answers those that have begun.
  ///
  /// @param atMost how long to wait for them
  /// @return whether all were answered in time
  public boolean drain(Duration atMost) {
    log.info("draining {} connections", connections.size());
    bound.forEach(Channel::close);
    draining.begin();
    connections.forEach(channel ->
        channel
            .eventLoop()
            .execute(() -> channel.pipeline().fireUserEventTriggered(Draining.EVENT)));
    boolean drained =
        connections.newCloseFuture().awaitUninterruptibly(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (!drained) {
      long left = loops.counters().stream().mapToLong(TrafficCounters::active).sum();
      log.warn(
          "{} connections did not end within {}; {} requests on them are not answered",
          connections.size(),
          atMost,
          left);
    }
    return drained;
  }

  /// Stops listening and ends all connections at once.
  @Override
  public void close() {
    bound.forEach(channel -> channel.close().awaitUninterruptibly());
    connections.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
  }

  /// An address that can't be listened on.
  public static final class BindFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BindFailed(ListenAddress address, Throwable cause) {
      super(
          address.text()
              + ": can't listen there ("
              + cause.getMessage()
              + "); is another process using the port?",
          cause);
    }
  }
}
