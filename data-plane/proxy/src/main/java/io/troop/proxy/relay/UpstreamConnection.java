package io.troop.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.troop.proxy.http.BadMessage;
import io.troop.proxy.http.BodyDecoder;
import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.HeadLimits;
import io.troop.proxy.http.HeadReader;
import io.troop.proxy.http.ResponseHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection to an upstream over HTTP/1.1: carries one exchange at a time and goes back to its
/// pool between two. *Confined to one event loop.*
public final class UpstreamConnection extends ChannelInboundHandlerAdapter
    implements UpstreamCarrier {

  private enum Phase {
    IDLE,
    HEAD,
    BODY,
    TUNNEL,
    CLOSED
  }

  private final UpstreamPools pools;
  private final Origin origin;
  private final Channel channel;
  private final HeadReader reader = new HeadReader(HeadLimits.UPSTREAM);
  private final BodyDecoder decoder = new BodyDecoder();
  private final Body body = new Body();
  private final DeadlineTimer timer;
  private Phase phase = Phase.IDLE;
  private @Nullable AnswerSink sink;
  private @Nullable ByteBuf unread;
  private @Nullable ByteBuf reading;
  private boolean toHead;
  private boolean requestSent;
  private boolean reusable;
  private long readTimeoutNanos;
  private long writeTimeoutNanos;
  private int requests;

  UpstreamConnection(UpstreamPools pools, Origin origin, Channel channel) {
    this.pools = pools;
    this.origin = origin;
    this.channel = channel;
    timer = new DeadlineTimer(channel.eventLoop(), pools.ticks(), this::expired);
  }

  Origin origin() {
    return origin;
  }

  int requests() {
    return requests;
  }

  public Channel channel() {
    return channel;
  }

  @Override
  public void begin(
      AnswerSink sink, boolean toHead, long now, long writeTimeoutNanos, long readTimeoutNanos) {
    this.sink = sink;
    this.toHead = toHead;
    this.readTimeoutNanos = readTimeoutNanos;
    this.writeTimeoutNanos = writeTimeoutNanos;
    requestSent = false;
    requests++;
    phase = Phase.HEAD;
    timer.arm(now, writeTimeoutNanos);
  }

  @Override
  public void write(ByteBuf bytes) {
    channel.write(bytes, channel.voidPromise());
  }

  @Override
  public void flush() {
    channel.flush();
  }

  @Override
  public void requestSent(long now) {
    requestSent = true;
    timer.arm(now, readTimeoutNanos);
  }

  @Override
  public void touched(long now) {
    if (!requestSent) {
      timer.arm(now, writeTimeoutNanos);
    }
  }

  @Override
  public boolean isWritable() {
    return channel.isWritable();
  }

  @Override
  public void reading(boolean on) {
    channel.config().setAutoRead(on);
    if (on) {
      timer.arm(pools.ticks().nanos(), readTimeoutNanos);
    } else {
      timer.disarm();
    }
  }

  /// Ends the connection; the sink hears nothing more.
  @Override
  public void abort() {
    sink = null;
    close();
  }

  private void close() {
    phase = Phase.CLOSED;
    timer.close();
    channel.close();
  }

  void idle(long now, long nanos) {
    phase = Phase.IDLE;
    if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
    timer.arm(now, nanos);
  }

  private void expired() {
    if (phase == Phase.IDLE) {
      pools.forget(this);
      close();
    } else {
      fail(
          requestSent ? UpstreamFailure.READ_TIMEOUT : UpstreamFailure.WRITE_TIMEOUT,
          "after " + (requestSent ? readTimeoutNanos : writeTimeoutNanos) / 1_000_000 + " ms");
    }
  }

  private void fail(UpstreamFailure failure, String detail) {
    AnswerSink to = sink;
    sink = null;
    close();
    if (to != null) {
      to.failed(failure, detail);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (phase == Phase.IDLE || phase == Phase.CLOSED) {
      // An upstream has nothing to say without a request; what it says would be taken for the
      // answer to the next one.
      bytes.release();
      if (phase == Phase.IDLE) {
        pools.forget(this);
        close();
      }
      return;
    }
    ByteBuf all = bytes;
    if (unread != null) {
      all = joined(unread, bytes);
      unread = null;
    }
    try {
      take(all);
    } catch (BadMessage problem) {
      fail(UpstreamFailure.BAD_ANSWER, String.valueOf(problem.getMessage()));
    }
    reading = null;
    if (all.isReadable() && phase == Phase.HEAD) {
      unread = all;
    } else {
      all.release();
    }
  }

  private ByteBuf joined(ByteBuf first, ByteBuf second) {
    ByteBuf joined =
        channel.alloc().directBuffer(first.readableBytes() + second.readableBytes() + 1024);
    joined.writeBytes(first).writeBytes(second);
    first.release();
    second.release();
    return joined;
  }

  private void take(ByteBuf in) {
    while (phase == Phase.HEAD) {
      ResponseHead head = ResponseHead.parse(reader, in);
      if (head == null) {
        return;
      }
      // Other interim answers concern the gateway alone, which has sent no `Expect`.
      if (head.status() >= 200 || head.status() == 101) {
        headComplete(head, in);
      }
    }
    if (phase == Phase.BODY) {
      reading = in;
      decoder.decode(in, body);
      if (sink != null && !decoder.isDone() && channel.config().isAutoRead()) {
        timer.arm(pools.ticks().nanos(), readTimeoutNanos);
      }
    } else if (phase == Phase.TUNNEL && in.isReadable() && sink != null) {
      sink.part(in.readRetainedSlice(in.readableBytes()));
    }
  }

  private void headComplete(ResponseHead head, ByteBuf in) {
    reusable = head.keepsAlive();
    if (head.status() == 101) {
      phase = Phase.TUNNEL;
      reusable = false;
      timer.disarm();
    } else {
      phase = Phase.BODY;
      if (head.isBodiless(toHead)) {
        decoder.startFixed(0);
      } else if (head.isChunked()) {
        decoder.startChunked();
      } else if (head.contentLength() >= 0) {
        decoder.startFixed(head.contentLength());
      } else {
        decoder.startUntilClose();
        reusable = false;
      }
    }
    Objects.requireNonNull(sink).head(head);
    if (phase == Phase.BODY && decoder.isDone()) {
      answered(in.isReadable());
    }
  }

  /// Passes parts on, unless the sink has given up meanwhile.
  private final class Body implements BodySink {
    @Override
    public void part(ByteBuf part) {
      if (sink == null) {
        part.release();
      } else {
        sink.part(part);
      }
    }

    @Override
    public void end() {
      answered(Objects.requireNonNull(reading).isReadable());
    }
  }

  /// The answer is complete. The connection goes back first, so that the client's next request may
  /// have it.
  private void answered(boolean moreFollows) {
    AnswerSink last = sink;
    if (last == null) {
      return;
    }
    sink = null;
    if (reusable && requestSent && !moreFollows) {
      pools.release(this);
    } else {
      close();
    }
    last.end();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    if (sink != null) {
      sink.readComplete();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (sink != null && channel.isWritable()) {
      sink.writable();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (unread != null) {
      unread.release();
      unread = null;
    }
    if (phase == Phase.IDLE) {
      pools.forget(this);
      close();
    } else if (phase == Phase.TUNNEL || (phase == Phase.BODY && decoder.endsWithConnection())) {
      answered(true);
    } else {
      fail(UpstreamFailure.CLOSED, "closed by the upstream");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (phase == Phase.IDLE) {
      pools.forget(this);
      close();
    } else {
      fail(UpstreamFailure.CLOSED, String.valueOf(cause));
    }
  }
}
