package io.troop.proxy.sync;

import io.grpc.netty.shaded.io.netty.channel.ChannelDuplexHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.ChannelPromise;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslCompletionEvent;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import java.net.SocketAddress;

/// TLS to a proxy, below the TLS to the control plane that goes through it. *Confined to its event
/// loop.*
///
/// gRPC takes the first handler of type [SslHandler] for its own, so this one is no such handler;
/// and what it tells of its handshake ends in [Discretion].
final class ProxyTls extends ChannelDuplexHandler {

  /// Comes behind it: gRPC turns in circles over an event that is not of its own TLS.
  static final class Discretion extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      if (!(event instanceof SslCompletionEvent)) {
        super.userEventTriggered(context, event);
      }
    }
  }

  private final SslHandler tls;

  ProxyTls(SslHandler tls) {
    this.tls = tls;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) throws Exception {
    tls.handlerAdded(context);
    tls.handshakeFuture()
        .addListener(done -> {
          if (!done.isSuccess()) {
            context.fireExceptionCaught(done.cause());
          }
        });
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) throws Exception {
    tls.handlerRemoved(context);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    tls.channelActive(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    tls.channelInactive(context);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
    tls.channelRead(context, message);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    tls.channelReadComplete(context);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) throws Exception {
    tls.exceptionCaught(context, cause);
  }

  @Override
  public void connect(
      ChannelHandlerContext context,
      SocketAddress remote,
      SocketAddress local,
      ChannelPromise promise)
      throws Exception {
    tls.connect(context, remote, local, promise);
  }

  @Override
  public void disconnect(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
    tls.disconnect(context, promise);
  }

  @Override
  public void close(ChannelHandlerContext context, ChannelPromise promise) throws Exception {
    tls.close(context, promise);
  }

  @Override
  public void read(ChannelHandlerContext context) throws Exception {
    tls.read(context);
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise)
      throws Exception {
    tls.write(context, message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext context) throws Exception {
    tls.flush(context);
  }
}
