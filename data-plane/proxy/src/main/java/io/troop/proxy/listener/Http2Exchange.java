package io.troop.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.troop.plugin.Verdict.Answer;
import io.troop.proxy.http.BadMessage;
import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.RequestHead;
import io.troop.proxy.pipeline.Client;
import io.troop.proxy.pipeline.Downstream;
import io.troop.proxy.pipeline.HttpExchange;
import io.troop.proxy.pipeline.LoopResources;
import io.troop.proxy.pipeline.RequestPipeline;
import io.troop.proxy.relay.DeadlineTimer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One stream of a client's HTTP/2 connection: one request and its answer. *Confined to one event
/// loop.*
final class Http2Exchange extends ChannelInboundHandlerAdapter implements Downstream {

  private static final Logger log = LoggerFactory.getLogger(Http2Exchange.class);

  /// Bytes of a body that may wait until somebody takes it.
  private static final int MOST_WAITING = 1 << 16;

  /// An answer up to this long may wait for a client that takes nothing; the number of streams
  /// bounds what that can cost.
  private static final int SHORT_ANSWER = 1 << 14;

  /// What the stream waits for, and so what an expired deadline means.
  private enum Wait {
    NOTHING,
    BODY,
    WRITABLE
  }

  private final Channel stream;
  private final Client client;
  private final LoopResources loop;
  private final RequestPipeline pipeline;
  private final ConnectionRules rules;
  private @Nullable HttpExchange exchange;
  private @Nullable BodySink bodySink;
  private @Nullable Http2Headers pending;
  private @Nullable Http2Headers pendingTrailers;
  private @Nullable ByteBuf pendingPart;
  private @Nullable ByteBuf waiting;
  private Wait wait = Wait.NOTHING;
  private @Nullable DeadlineTimer timer;
  private long sent;
  private long headsSent;
  private long received;
  private boolean bodyEnded;
  private boolean ended;

  Http2Exchange(
      Channel stream,
      Client client,
      LoopResources loop,
      RequestPipeline pipeline,
      ConnectionRules rules) {
    this.stream = stream;
    this.client = client;
    this.loop = loop;
    this.pipeline = pipeline;
    this.rules = rules;
  }

  // Reading.

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    switch (message) {
      case Http2HeadersFrame frame when exchange == null && !ended -> request(frame);
      case Http2HeadersFrame frame -> {
        if (frame.isEndStream()) {
          endOfBody(); // Trailers are dropped, as over HTTP/1.
        }
      }
      case Http2DataFrame frame -> data(frame);
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void request(Http2HeadersFrame frame) {
    bodyEnded = frame.isEndStream();
    try {
      RequestHead head = Http2Head.parse(frame.headers(), bodyEnded, rules.limits());
      HttpExchange next = pipeline.open(head, this);
      exchange = next;
      pipeline.serve(next);
    } catch (BadMessage problem) {
      log.info("refused a request of {}: {}", stream.parent(), problem.getMessage());
      refuse(pipeline.refused(problem, loop.newId()));
    }
  }

  private void refuse(Answer refusal) {
    HeaderBlock headers = new HeaderBlock();
    refusal.headers().forEach(line -> headers.add(line.getKey(), line.getValue()));
    byte[] body = refusal.body() == null ? new byte[0] : refusal.body();
    head(refusal.status(), "", headers, body.length, false);
    part(Unpooled.wrappedBuffer(body));
    end();
  }

  private void data(Http2DataFrame frame) {
    ByteBuf part = frame.content();
    received += part.readableBytes();
    if (bodySink != null) {
      if (wait == Wait.BODY) {
        waitFor(Wait.BODY, rules.body());
      }
      bodySink.part(part);
    } else if (ended) {
      part.release();
    } else {
      hold(part);
    }
    if (frame.isEndStream()) {
      endOfBody();
    }
  }

  private void hold(ByteBuf part) {
    ByteBuf held = waiting;
    if (held == null) {
      held = loop.allocator().directBuffer(Math.max(part.readableBytes(), 1024));
      waiting = held;
    }
    held.writeBytes(part);
    part.release();
    if (held.readableBytes() > MOST_WAITING) {
      stream.config().setAutoRead(false);
    }
  }

  private void endOfBody() {
    bodyEnded = true;
    if (wait == Wait.BODY) {
      waitNoMore();
      isWritable(); // From now on the answer is what the client has to go on with.
    }
    if (bodySink != null) {
      BodySink sink = bodySink;
      bodySink = null;
      sink.end();
    }
  }

  @Override
  public void receiveBody(BodySink sink) {
    ByteBuf held = waiting;
    waiting = null;
    if (held != null) {
      sink.part(held);
    }
    if (bodyEnded) {
      sink.end();
    } else {
      bodySink = sink;
      bodyReading(true);
    }
  }

  @Override
  public void bodyReading(boolean on) {
    stream.config().setAutoRead(on);
    if (on && bodySink != null && !isGrpc()) {
      waitFor(Wait.BODY, rules.body());
    } else if (wait == Wait.BODY) {
      waitNoMore();
    }
  }

  /// A call may be silent for as long as its service says; see the service's `read_timeout`.
  private boolean isGrpc() {
    String type = exchange == null ? null : exchange.request().headers().get("content-type");
    return type != null && type.startsWith("application/grpc");
  }

  // Deadlines. Most streams need none, so their timer is made when it is first asked for.

  private void waitFor(Wait next, Duration atMost) {
    wait = next;
    DeadlineTimer armed = timer;
    if (armed == null) {
      armed = new DeadlineTimer(loop.eventLoop(), loop.ticks(), this::expired);
      timer = armed;
    }
    armed.arm(loop.ticks().nanos(), atMost.toNanos());
  }

  private void waitNoMore() {
    wait = Wait.NOTHING;
    if (timer != null) {
      timer.close();
    }
  }

  private void expired() {
    Wait expired = wait;
    wait = Wait.NOTHING;
    HttpExchange current = exchange;
    if (expired == Wait.BODY && current != null && !ended) {
      pipeline.refuse(current, 408);
    } else if (expired == Wait.WRITABLE) {
      gone();
      stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
    }
  }

  @Override
  public long bodyReceived() {
    return received;
  }

  @Override
  public long sent(boolean ending) {
    return headsSent + sent;
  }

  @Override
  public void tunnel(BodySink toUpstream) {
    abort(); // A request over HTTP/2 never asks for one.
  }

  // Answering.

  @Override
  public Client client() {
    return client;
  }

  @Override
  public LoopResources loop() {
    return loop;
  }

  @Override
  public void head(int status, String reason, HeaderBlock headers, long length, boolean bodiless) {
    Http2Headers lines = new DefaultHttp2Headers(false, headers.size() + 2);
    lines.status(Integer.toString(status));
    addTo(lines, headers);
    if (length >= 0 && status != 204) {
      lines.setLong("content-length", length);
    }
    pending = lines;
    headsSent += length(lines);
  }

  /// Bytes of a head before it is compressed, as HTTP/1.1 would write it.
  private static long length(Http2Headers lines) {
    long length = 2;
    for (Map.Entry<CharSequence, CharSequence> line : lines) {
      length += line.getKey().length() + 2 + line.getValue().length() + 2;
    }
    return length;
  }

  private static void addTo(Http2Headers lines, HeaderBlock headers) {
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      switch (lower) {
        case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> {}
        default -> lines.add(lower, value);
      }
    });
  }

  @Override
  public void trailers(HeaderBlock trailers) {
    Http2Headers lines = new DefaultHttp2Headers(false, trailers.size() + 1);
    addTo(lines, trailers);
    pendingTrailers = lines;
    headsSent += length(lines);
  }

  @Override
  public void part(ByteBuf part) {
    writeHead(false);
    writePart(false);
    sent += part.readableBytes();
    pendingPart = part;
  }

  /// The last part waits, because the frame that carries it may end the stream as well.
  private boolean writePart(boolean last) {
    ByteBuf part = pendingPart;
    pendingPart = null;
    if (part == null) {
      return false;
    }
    stream.write(new DefaultHttp2DataFrame(part, last));
    return true;
  }

  private boolean writeHead(boolean last) {
    Http2Headers lines = pending;
    pending = null;
    if (lines == null) {
      return false;
    }
    stream.write(new DefaultHttp2HeadersFrame(lines, last));
    return true;
  }

  @Override
  public void flush() {
    writeHead(false);
    writePart(false);
    stream.flush();
  }

  @Override
  public boolean isWritable() {
    boolean writable = stream.isWritable();
    if (!writable && wait == Wait.NOTHING) {
      waitFor(Wait.WRITABLE, rules.send());
    }
    return writable;
  }

  @Override
  public void end() {
    if (pendingTrailers != null) {
      writeHead(false);
      writePart(false);
      stream.write(new DefaultHttp2HeadersFrame(pendingTrailers, true));
    } else if (!writeHead(true) && !writePart(true)) {
      stream.write(new DefaultHttp2DataFrame(true));
    }
    ended = true;
    stream.flush();
    dropWaiting();
    waitNoMore();
    if (sent > SHORT_ANSWER) {
      waitFor(Wait.WRITABLE, rules.send()); // Until the stream is closed, its answer taken.
    }
    if (!bodyEnded) {
      // The rest of the body is of no use to anybody: the client may stop sending it.
      stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
    }
  }

  @Override
  public void abort() {
    ended = true;
    dropWaiting();
    waitNoMore();
    stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
  }

  private void dropWaiting() {
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
    if (pendingPart != null) {
      pendingPart.release();
      pendingPart = null;
    }
  }

  // What goes wrong.

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (!stream.isWritable()) {
      return;
    }
    if (wait == Wait.WRITABLE && !ended) {
      waitNoMore();
    }
    if (exchange != null) {
      exchange.downstreamWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Http2ResetFrame) {
      gone();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    gone();
  }

  private void gone() {
    dropWaiting();
    waitNoMore();
    bodySink = null;
    if (exchange != null && !ended) {
      ended = true;
      exchange.clientGone();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("a stream of {} failed", stream.parent(), cause);
    gone();
    if (!(cause instanceof Http2Exception.StreamException)) {
      context.close();
    }
    // Else the multiplexer resets the stream with the error's own code: only such resets are
    // counted against clients that make us reset one stream after the other.
  }
}
