package io.troop.proxy.status;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Verdict.Answer;
import java.nio.charset.StandardCharsets;

/// One connection to a status address or to the control socket.
final class StatusConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private final Pages pages;

  StatusConnection(Pages pages) {
    this.pages = pages;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    Answer answer =
        pages.page(
            request.method().name(),
            new QueryStringDecoder(request.uri()).path(),
            request.content().toString(StandardCharsets.UTF_8));
    byte[] body = answer.body() == null ? new byte[0] : answer.body();
    boolean toHead = request.method().equals(HttpMethod.HEAD);
    var response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(answer.status()),
            toHead ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    answer.headers().forEach(line -> response.headers().add(line.getKey(), line.getValue()));
    response.headers().set(HttpHeaderNames.SERVER, "kong/" + KongVersion.VERSION);
    if (answer.status() != 204) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    boolean keepsAlive = HttpUtil.isKeepAlive(request);
    HttpUtil.setKeepAlive(response, keepsAlive);
    var written = context.writeAndFlush(response);
    if (!keepsAlive) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
