package io.troop.control.sync;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.InternalChannelz;
import io.grpc.SecurityLevel;
import io.grpc.internal.GrpcAttributes;
import io.grpc.netty.shaded.io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.shaded.io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.shaded.io.grpc.netty.ProtocolNegotiationEvent;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandler;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelInboundHandlerAdapter;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollChannelOption;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandler;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.grpc.netty.shaded.io.netty.util.AsciiString;
import io.grpc.netty.shaded.io.netty.util.ReferenceCountUtil;
import io.troop.control.fleet.Member;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Begins every connection to a cluster port with TLS, and goes on as the client asked for in the
/// handshake: gRPC for `h2`, as our nodes do, and else HTTP/1.1, as Kong's do. *Thread-safe.*
final class ClusterNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {

  private static final String GRPC = "h2";

  private final SslContext tls;
  private final Gatekeeper gatekeeper;
  private final Web web;
  private final Executor executor;

  /// Takes over a connection that is not for gRPC.
  @FunctionalInterface
  interface Web {

    /// @param context of a handler to put others before, and which is taken away afterwards
    void accept(ChannelHandlerContext context, Member member);
  }

  /// @param executor of threads that may wait
  ClusterNegotiator(SslContext tls, Gatekeeper gatekeeper, Web web, Executor executor) {
    this.tls = tls;
    this.gatekeeper = gatekeeper;
    this.web = web;
    this.executor = executor;
  }

  @Override
  public AsciiString scheme() {
    return AsciiString.of("https");
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler grpc) {
    ChannelHandler next = InternalProtocolNegotiators.grpcNegotiationHandler(grpc);
    return InternalProtocolNegotiators.waitUntilActiveHandler(
        new Handshake(next), grpc.getNegotiationLogger());
  }

  @Override
  public void close() {}

  /// Waits for the end of the handshake and, on connections that are not for gRPC, for the
  /// gatekeeper's word. *Confined to its event loop.*
  private final class Handshake extends ChannelInboundHandlerAdapter {
    private final ChannelHandler grpc;
    private final Deque<Object> early = new ArrayDeque<>();
    private @Nullable ProtocolNegotiationEvent before;

    Handshake(ChannelHandler grpc) {
      this.grpc = grpc;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      SslHandler handler = tls.newHandler(context.alloc());
      context.pipeline().addBefore(context.name(), null, handler);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
      switch (event) {
        case ProtocolNegotiationEvent first -> before = first;
        case SslHandshakeCompletionEvent done when done.isSuccess() -> negotiated(context);
        case SslHandshakeCompletionEvent failed -> context.fireExceptionCaught(failed.cause());
        default -> super.userEventTriggered(context, event);
      }
    }

    private void negotiated(ChannelHandlerContext context) {
      SslHandler handler = context.pipeline().get(SslHandler.class);
      SSLSession session = handler.engine().getSession();
      if (GRPC.equals(handler.applicationProtocol())) {
        context.pipeline().replace(context.name(), null, grpc);
        context.pipeline().fireUserEventTriggered(secured(session));
        return;
      }
      Channel channel = context.channel();
      channel.config().setAutoRead(false);
      executor.execute(() -> {
        Optional<Member> member = gatekeeper.member(session, channel.remoteAddress());
        context.executor().execute(() -> admitted(context, member));
      });
    }

    /// What was read before anybody knew who sent it.
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      early.add(message);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
      letGo();
      super.channelInactive(context);
    }

    private void letGo() {
      early.forEach(ReferenceCountUtil::release);
      early.clear();
    }

    private void admitted(ChannelHandlerContext context, Optional<Member> member) {
      if (member.isEmpty() || !context.channel().isActive()) {
        letGo();
        context.close();
        return;
      }
      watch(context.channel());
      // gRPC keeps back what is written until it has negotiated, which never comes here.
      context.pipeline().removeLast();
      web.accept(context, member.get());
      ChannelHandlerContext tls = context.pipeline().context(SslHandler.class);
      context.pipeline().remove(this);
      while (!early.isEmpty()) {
        tls.fireChannelRead(early.remove());
      }
      tls.fireChannelReadComplete();
      context.channel().config().setAutoRead(true);
    }

    private ProtocolNegotiationEvent secured(SSLSession session) {
      ProtocolNegotiationEvent event =
          before == null ? InternalProtocolNegotiationEvent.getDefault() : before;
      Attributes attributes =
          InternalProtocolNegotiationEvent.getAttributes(event).toBuilder()
              .set(GrpcAttributes.ATTR_SECURITY_LEVEL, SecurityLevel.PRIVACY_AND_INTEGRITY)
              .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, session)
              .build();
      return InternalProtocolNegotiationEvent.withSecurity(
          InternalProtocolNegotiationEvent.withAttributes(event, attributes),
          new InternalChannelz.Security(new InternalChannelz.Tls(session)));
    }

    /// Kong's protocol has pings from nodes only, every 30 seconds. A machine that vanished is
    /// noticed within 15 seconds by asking its kernel.
    private static void watch(Channel channel) {
      if (channel instanceof EpollSocketChannel socket) {
        socket.config().setKeepAlive(true);
        socket.config().setOption(EpollChannelOption.TCP_KEEPIDLE, 5);
        socket.config().setOption(EpollChannelOption.TCP_KEEPINTVL, 3);
        socket.config().setOption(EpollChannelOption.TCP_KEEPCNT, 3);
      }
    }
  }
}
