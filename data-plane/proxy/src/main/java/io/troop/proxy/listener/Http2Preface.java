package io.troop.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Tells HTTP/2 in the clear from HTTP/1 by a connection's first bytes. *One per connection.*
final class Http2Preface extends ByteToMessageDecoder {

  private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);

  private final Consumer<String> serve;

  /// @param serve called with `h2` or `http/1.1`
  Http2Preface(Consumer<String> serve) {
    this.serve = serve;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    int length = Math.min(in.readableBytes(), PREFACE.length);
    for (int i = 0; i < length; i++) {
      if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
        decided(context, "http/1.1");
        return;
      }
    }
    if (length == PREFACE.length) {
      decided(context, "h2");
    }
  }

  private void decided(ChannelHandlerContext context, String protocol) {
    serve.accept(protocol);
    context.pipeline().remove(this);
  }
}
