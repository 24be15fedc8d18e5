package io.troop.proxy.status;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Serves [StatusPages] from one thread of its own, so that they answer under any load.
/// *Thread-safe.*
public final class StatusListener implements AutoCloseable {

  private static final int MOST_BODY = 8192;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("troop-status", true), NioIoHandler.newFactory());
  private final List<Channel> bound = new ArrayList<>();
  private final StatusPages pages;

  public StatusListener(NodeStatus status) {
    pages = new StatusPages(status);
  }

  /// Begins to listen.
  ///
  /// @param tls null for plain HTTP
  /// @return the address that was bound, for a port of 0
  /// @throws IOException when the address can't be had
  public InetSocketAddress open(InetSocketAddress address, @Nullable SslContext tls)
      throws IOException {
    ChannelFuture binding =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    if (tls != null) {
                      channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                    }
                    channel
                        .pipeline()
                        .addLast(
                            new IdleStateHandler(60, 0, 0, TimeUnit.SECONDS) {
                              @Override
                              protected void channelIdle(
                                  io.netty.channel.ChannelHandlerContext context,
                                  io.netty.handler.timeout.IdleStateEvent event) {
                                context.close();
                              }
                            },
                            new HttpServerCodec(),
                            new HttpObjectAggregator(MOST_BODY),
                            new StatusConnection(pages));
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IOException(
          address
              + ": can't listen there ("
              + binding.cause().getMessage()
              + "); is another process using the port?",
          binding.cause());
    }
    bound.add(binding.channel());
    return (InetSocketAddress) binding.channel().localAddress();
  }

  @Override
  public void close() {
    bound.forEach(Channel::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
