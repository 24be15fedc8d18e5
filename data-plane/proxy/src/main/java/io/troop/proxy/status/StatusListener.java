package io.troop.proxy.status;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.troop.proxy.sync.LocalControl;
import io.troop.proxy.sync.SyncStatus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
  private final NodeStatus status;

  public StatusListener(NodeStatus status) {
    this.status = status;
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
        bootstrap(NioServerSocketChannel.class, pages, tls).bind(address).awaitUninterruptibly();
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

  /// Begins to listen for orders to this node, on a socket that only its own user can reach.
  ///
  /// @throws IOException when that is not possible
  public void openControl(Path socket, SyncStatus sync, LocalControl control) throws IOException {
    Files.deleteIfExists(socket);
    ChannelFuture binding =
        bootstrap(NioServerDomainSocketChannel.class, new ControlPages(status, sync, control), null)
            .bind(UnixDomainSocketAddress.of(socket))
            .awaitUninterruptibly();
    if (!binding.isSuccess()) {
      throw new IOException(
          socket + ": can't listen there: " + binding.cause().getMessage(), binding.cause());
    }
    bound.add(binding.channel());
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
  }

  private ServerBootstrap bootstrap(
      Class<? extends ServerChannel> kind, Pages answers, @Nullable SslContext tls) {
    return new ServerBootstrap()
        .group(group)
        .channel(kind)
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
                        new StatusConnection(answers));
              }
            });
  }

  @Override
  public void close() {
    bound.forEach(Channel::close);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
