package io.troop.control.kong;

import io.grpc.netty.shaded.io.netty.buffer.ByteBuf;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufUtil;
import io.grpc.netty.shaded.io.netty.buffer.Unpooled;
import io.grpc.netty.shaded.io.netty.channel.Channel;
import io.grpc.netty.shaded.io.netty.channel.ChannelFutureListener;
import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.grpc.netty.shaded.io.netty.channel.ChannelPipeline;
import io.grpc.netty.shaded.io.netty.channel.SimpleChannelInboundHandler;
import io.grpc.netty.shaded.io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpRequest;
import io.grpc.netty.shaded.io.netty.handler.codec.http.FullHttpResponse;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaderNames;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpObjectAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpServerCodec;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpVersion;
import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.grpc.netty.shaded.io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateEvent;
import io.grpc.netty.shaded.io.netty.handler.timeout.IdleStateHandler;
import io.troop.control.fleet.Member;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One HTTP connection to a cluster port, from its first request on. *Confined to its event loop.*
///
/// `/v1/outlet` is where Kong nodes are configured. What Kong's Enterprise nodes report of their
/// traffic, at other paths, is taken and dropped, so that they do not reconnect for ever.
public final class Outlet extends SimpleChannelInboundHandler<Object> {

  private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

  private static final String CONFIGURATION = "/v1/outlet";
  private static final List<String> TELEMETRY = List.of("/v1/analytics", "/v1/ingest");

  private static final int MOST_REQUEST_BYTES = 16 * 1024;

  /// Kong's nodes ping every 30 seconds; silence of half as long again ends the connection.
  private static final int PING_WAIT_SECONDS = 45;

  private static final int FIRST_WAIT_SECONDS = 10;

  private final KongNodes nodes;
  private final Member member;
  private final int mostBytes;
  private @Nullable KongNode node;
  private boolean drops;

  private Outlet(KongNodes nodes, Member member, int mostBytes) {
    this.nodes = nodes;
    this.member = member;
    this.mostBytes = mostBytes;
  }

  /// Makes an accepted connection speak HTTP.
  ///
  /// @param before the handler to stand in front of
  /// @param mostBytes the largest frame that a node may send
  public static void accept(
      ChannelPipeline pipeline, String before, KongNodes nodes, Member member, int mostBytes) {
    pipeline
        .addBefore(before, null, new IdleStateHandler(FIRST_WAIT_SECONDS, 0, 0))
        .addBefore(before, null, new HttpServerCodec())
        .addBefore(before, null, new HttpObjectAggregator(MOST_REQUEST_BYTES))
        .addBefore(before, null, new Outlet(nodes, member, mostBytes));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, Object message) {
    switch (message) {
      case FullHttpRequest request -> request(context, request);
      case WebSocketFrame frame -> frame(context, frame);
      default -> {}
    }
  }

  private void request(ChannelHandlerContext context, FullHttpRequest request) {
    QueryStringDecoder target = new QueryStringDecoder(request.uri());
    boolean configures = target.path().equals(CONFIGURATION);
    if (!request.decoderResult().isSuccess()) {
      answer(context, HttpResponseStatus.BAD_REQUEST, "the request can't be read");
      return;
    }
    if (!configures && TELEMETRY.stream().noneMatch(target.path()::startsWith)) {
      answer(context, HttpResponseStatus.NOT_FOUND, "nothing is served here");
      return;
    }
    KongNode.Query query = configures ? query(target) : null;
    if (configures && query == null) {
      LOG.warn("data plane didn't pass the id or the version [ip: {}]", member.address());
      answer(context, HttpResponseStatus.BAD_REQUEST, "node_id and node_version are needed");
      return;
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(target.path(), null, false, mostBytes)
            .newHandshaker(request);
    if (handshaker == null || !request.headers().contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)) {
      answer(context, HttpResponseStatus.BAD_REQUEST, "only WebSockets are served here");
      return;
    }
    Wire wire = new Wire(context.channel());
    node = query == null ? null : nodes.open(query, member, wire);
    drops = query == null;
    context
        .pipeline()
        .addBefore(context.name(), null, new WebSocketFrameAggregator(mostBytes))
        .replace(IdleStateHandler.class, "pings", new IdleStateHandler(PING_WAIT_SECONDS, 0, 0));
    handshaker.handshake(context.channel(), request);
  }

  private static KongNode.@Nullable Query query(QueryStringDecoder target) {
    String version = parameter(target, "node_version");
    if (version.isEmpty()) {
      return null;
    }
    try {
      UUID id = UUID.fromString(parameter(target, "node_id"));
      return new KongNode.Query(id, parameter(target, "node_hostname"), version);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static String parameter(QueryStringDecoder target, String name) {
    return target.parameters().getOrDefault(name, List.of("")).getFirst();
  }

  private static void answer(
      ChannelHandlerContext context, HttpResponseStatus status, String reason) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            status,
            Unpooled.copiedBuffer(reason + "\n", StandardCharsets.UTF_8));
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes());
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8");
    response.headers().set(HttpHeaderNames.CONNECTION, "close");
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void frame(ChannelHandlerContext context, WebSocketFrame frame) {
    KongNode known = node;
    if (frame instanceof CloseWebSocketFrame) {
      context.close();
    } else if (drops || known == null) {
      if (frame instanceof PingWebSocketFrame ping) {
        context.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      }
    } else {
      switch (frame) {
        case PingWebSocketFrame ping -> known.ping(bytes(ping.content()));
        case BinaryWebSocketFrame binary -> known.binary(bytes(binary.content()));
        default -> known.other(frame.getClass().getSimpleName());
      }
    }
  }

  private static byte[] bytes(ByteBuf content) {
    return ByteBufUtil.getBytes(content);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof IdleStateEvent) {
      end("did not receive ping frame from data plane within " + PING_WAIT_SECONDS + " seconds");
      context.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end("the connection was lost");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable problem) {
    LOG.debug("the connection of {} failed", member.address(), problem);
    end("the connection failed: " + problem.getMessage());
    context.close();
  }

  private void end(String reason) {
    KongNode known = node;
    if (known != null) {
      known.end(reason);
    }
  }

  /// The connection as the node's logic sees it.
  private record Wire(Channel channel) implements KongNode.Wire {

    @Override
    public void send(byte[] frame, Runnable done) {
      channel
          .writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(frame)))
          .addListener(_ -> done.run());
    }

    @Override
    public void pong() {
      channel.writeAndFlush(new PongWebSocketFrame());
    }

    @Override
    public void end() {
      channel.writeAndFlush(new CloseWebSocketFrame()).addListener(ChannelFutureListener.CLOSE);
    }
  }
}
