package io.troop.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.troop.proxy.http.BadMessage;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.ResponseHead;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One exchange over an upstream's HTTP/2 connection. The answer may begin, and end, before the
/// request does. *Confined to one event loop.*
public final class Http2Stream extends ChannelInboundHandlerAdapter implements UpstreamCarrier {

  private final Ticks ticks;
  private @Nullable Channel stream;
  private @Nullable DeadlineTimer timer;
  private @Nullable AnswerSink sink;
  private @Nullable Http2Headers head;
  private long readTimeoutNanos;
  private boolean requestSent;
  private boolean answering;

  Http2Stream(Ticks ticks) {
    this.ticks = ticks;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    stream = context.channel();
    timer = new DeadlineTimer(context.channel().eventLoop(), ticks, this::expired);
  }

  private Channel stream() {
    return Objects.requireNonNull(stream);
  }

  private DeadlineTimer timer() {
    return Objects.requireNonNull(timer);
  }

  // Sending.

  @Override
  public void begin(
      AnswerSink sink, boolean toHead, long now, long writeTimeoutNanos, long readTimeoutNanos) {
    this.sink = sink;
    this.readTimeoutNanos = readTimeoutNanos;
    timer().arm(now, writeTimeoutNanos);
  }

  /// The request's head, with the pseudo headers. It is sent with what follows it.
  public void head(Http2Headers head) {
    this.head = head;
  }

  @Override
  public void write(ByteBuf bytes) {
    writeHead(false);
    stream().write(new DefaultHttp2DataFrame(bytes, false));
  }

  private boolean writeHead(boolean last) {
    Http2Headers lines = head;
    head = null;
    if (lines != null) {
      stream().write(new DefaultHttp2HeadersFrame(lines, last));
    }
    return lines != null;
  }

  @Override
  public void flush() {
    writeHead(false);
    stream().flush();
  }

  @Override
  public void requestSent(long now) {
    if (!writeHead(true)) {
      stream().write(new DefaultHttp2DataFrame(true));
    }
    requestSent = true;
    timer().arm(now, readTimeoutNanos);
  }

  @Override
  public void touched(long now) {
    // A stream of messages may go on in one direction only: whatever moves shows that it lives.
    timer().arm(now, readTimeoutNanos);
  }

  @Override
  public boolean isWritable() {
    return stream().isWritable();
  }

  @Override
  public void reading(boolean on) {
    stream().config().setAutoRead(on);
    if (on) {
      timer().arm(ticks.nanos(), readTimeoutNanos);
    } else {
      timer().disarm();
    }
  }

  @Override
  public void abort() {
    sink = null;
    close(Http2Error.CANCEL);
  }

  private void close(Http2Error reason) {
    timer().close();
    if (stream().isActive()) {
      stream().writeAndFlush(new DefaultHttp2ResetFrame(reason));
    }
    stream().close();
  }

  // Receiving.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    AnswerSink to = sink;
    if (to == null) {
      ReferenceCountUtil.release(message);
      return;
    }
    switch (message) {
      case Http2HeadersFrame frame -> headers(to, frame);
      case Http2DataFrame frame -> data(to, frame);
      default -> ReferenceCountUtil.release(message);
    }
    if (sink != null && stream().config().isAutoRead()) {
      timer().arm(ticks.nanos(), readTimeoutNanos);
    }
  }

  private void headers(AnswerSink to, Http2HeadersFrame frame) {
    HeaderBlock block = block(frame.headers());
    if (answering) {
      to.trailers(block);
    } else {
      try {
        int status = status(frame.headers());
        if (status < 200) {
          return; // Interim answers concern the gateway alone, which has sent no `Expect`.
        }
        ResponseHead answer = ResponseHead.of(status, block);
        answering = true;
        to.head(answer);
      } catch (BadMessage problem) {
        fail(UpstreamFailure.BAD_ANSWER, String.valueOf(problem.getMessage()));
        return;
      }
    }
    if (frame.isEndStream()) {
      answered();
    }
  }

  private static int status(Http2Headers headers) {
    CharSequence status = headers.status();
    String text = status == null ? "" : status.toString();
    if (!text.matches("[1-9]\\d\\d")) {
      throw new BadMessage(502, "a status that is none");
    }
    return Integer.parseInt(text);
  }

  private static HeaderBlock block(Http2Headers headers) {
    HeaderBlock block = new HeaderBlock();
    for (Map.Entry<CharSequence, CharSequence> line : headers) {
      if (line.getKey().charAt(0) != ':') {
        block.add(line.getKey(), line.getValue());
      }
    }
    return block;
  }

  private void data(AnswerSink to, Http2DataFrame frame) {
    if (!answering) {
      frame.release();
      fail(UpstreamFailure.BAD_ANSWER, "a body without a head");
      return;
    }
    ByteBuf part = frame.content();
    if (part.isReadable()) {
      to.part(part);
    } else {
      part.release();
    }
    if (frame.isEndStream()) {
      answered();
    }
  }

  private void answered() {
    AnswerSink last = sink;
    sink = null;
    timer().close();
    if (!requestSent) {
      // The rest of the request is of no use to the upstream.
      close(Http2Error.NO_ERROR);
    }
    if (last != null) {
      last.end();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (sink != null) {
      sink.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (sink != null && stream().isWritable()) {
      sink.writable();
    }
  }

  // What goes wrong.

  private void expired() {
    boolean waits = requestSent || answering || stream().isWritable();
    fail(
        waits ? UpstreamFailure.READ_TIMEOUT : UpstreamFailure.WRITE_TIMEOUT,
        "after " + readTimeoutNanos / 1_000_000 + " ms");
  }

  private void fail(UpstreamFailure failure, String detail) {
    AnswerSink to = sink;
    sink = null;
    close(Http2Error.CANCEL);
    if (to != null) {
      to.failed(failure, detail);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    switch (event) {
      case Http2ResetFrame reset ->
          fail(UpstreamFailure.CLOSED, "stream reset with error " + reset.errorCode());
      case Http2GoAwayFrame goAway -> {
        goAway.release();
        fail(UpstreamFailure.CLOSED, "the upstream goes away and did not see the request");
      }
      default -> context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    fail(UpstreamFailure.CLOSED, "closed by the upstream");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(UpstreamFailure.CLOSED, String.valueOf(cause));
  }
}
