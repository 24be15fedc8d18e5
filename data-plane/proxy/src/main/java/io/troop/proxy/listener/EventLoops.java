package io.troop.proxy.listener;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.pipeline.TrafficCounters;
import io.troop.proxy.relay.Ticks;
import io.troop.proxy.relay.UpstreamPools;
import io.troop.proxy.telemetry.LoopTraffic;
import io.troop.proxy.telemetry.TrafficTable;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The threads that carry all traffic, each with its own [LoopResources]. *Thread-safe.*
public final class EventLoops implements LoopTraffic, AutoCloseable {

  /// Netty's 16 make hundreds of connections that come at once wait for seconds, because a round of
  /// a busy loop, with one event for each of its connections, takes tens of milliseconds.
  private static final int ACCEPTED_AT_ONCE = 256;

  private final MultiThreadIoEventLoopGroup group;
  private final IdentityHashMap<EventLoop, LoopResources> resources = new IdentityHashMap<>();
  private final boolean epoll;
  private final ByteBufAllocator allocator;

  /// @param threads number of event loops
  public EventLoops(
      int threads, ByteBufAllocator allocator, UpstreamPools.Keeping keeping, InstantSource clock) {
    epoll = Epoll.isAvailable();
    this.allocator = allocator;
    group =
        new MultiThreadIoEventLoopGroup(
            threads,
            new DefaultThreadFactory("troop-loop"),
            epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    SecureRandom seeds = new SecureRandom();
    RandomGeneratorFactory<RandomGenerator> generators =
        RandomGeneratorFactory.of("L64X128MixRandom");
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      UpstreamPools pools = new UpstreamPools(loop, clientChannel(), keeping, Ticks.SYSTEM);
      resources.put(
          loop,
          new LoopResources(
              loop, allocator, pools, Ticks.SYSTEM, clock, generators.create(seeds.nextLong())));
    }
  }

  /// Begins to listen for connections.
  ///
  /// @param accept called on the event loop of each new connection
  /// @return done; failed when the address can't be had
  ChannelFuture listen(ListenAddress address, Consumer<Channel> accept) {
    return new ServerBootstrap()
        .group(group)
        .channel(serverChannel())
        .option(ChannelOption.SO_REUSEADDR, true)
        .option(ChannelOption.SO_BACKLOG, address.backlog())
        .option(ChannelOption.RECVBUF_ALLOCATOR, accepting())
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(ChannelOption.ALLOCATOR, allocator)
        .childHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel channel) {
                accept.accept(channel);
              }
            })
        .bind(address.socketAddress())
        .awaitUninterruptibly();
  }

  private static RecvByteBufAllocator accepting() {
    ServerChannelRecvByteBufAllocator allocator = new ServerChannelRecvByteBufAllocator();
    allocator.maxMessagesPerRead(ACCEPTED_AT_ONCE);
    return allocator;
  }

  /// Runs a short task now and then, until these loops are closed.
  public void every(Duration period, Runnable task) {
    long millis = period.toMillis();
    var _ = group.next().scheduleAtFixedRate(task, millis, millis, TimeUnit.MILLISECONDS);
  }

  MultiThreadIoEventLoopGroup group() {
    return group;
  }

  LoopResources resourcesOf(EventLoop loop) {
    LoopResources found = resources.get(loop);
    if (found == null) {
      throw new IllegalArgumentException("loop: " + loop + " (expected: one of this group)");
    }
    return found;
  }

  /// What the loops have served, one entry per loop.
  public List<TrafficCounters> counters() {
    return resources.values().stream().map(LoopResources::counters).toList();
  }

  @Override
  public void collect(Consumer<List<TrafficTable>> collected) {
    List<TrafficTable> tables = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger missing = new AtomicInteger(resources.size());
    resources.forEach((loop, each) ->
        loop.execute(() -> {
          tables.add(each.takeTraffic());
          if (missing.decrementAndGet() == 0) {
            collected.accept(tables);
          }
        }));
  }

  /// Has it measured, in one of so many requests, how long plugins take; 0 for none.
  public void measureOneIn(int requests) {
    resources.forEach((loop, each) -> loop.execute(() -> each.measureOneIn(requests)));
  }

  @Override
  public long connections() {
    return counters().stream().mapToLong(TrafficCounters::open).sum();
  }

  @Override
  public long requests() {
    return counters().stream().mapToLong(TrafficCounters::requests).sum();
  }

  /// How sockets are waited for, for the log.
  public String transport() {
    return epoll ? "epoll" : "nio";
  }

  Class<? extends ServerChannel> serverChannel() {
    return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
  }

  Class<? extends DatagramChannel> datagramChannel() {
    return epoll ? EpollDatagramChannel.class : NioDatagramChannel.class;
  }

  Class<? extends Channel> clientChannel() {
    return epoll ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  /// Ends all threads, and with them what is left of connections.
  @Override
  public void close() {
    resources.forEach((loop, each) -> loop.execute(each.pools()::close));
    group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
