package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.troop.plugin.Exchange.BodyTooLarge;
import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.RequestHead;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/// The body of a client's request. It flows to the upstream as it comes, unless a plugin asks to
/// see it whole or it is short and its route buffers: then it is held, and the upstream gets what
/// is held. *Confined to one event loop.*
final class RequestBody implements BodySink {

  private enum State {
    UNTOUCHED,
    COLLECTING,
    COLLECTED,
    SETTLING,
    HELD_BACK,
    FLOWING,
    FAILED,
    RELEASED
  }

  private final RequestHead head;
  private final Downstream downstream;
  private final List<MonoSink<ByteBuf>> waiting = new ArrayList<>(1);
  private State state = State.UNTOUCHED;
  private int limit;
  private @Nullable ByteBuf held;
  private @Nullable Runnable ready;
  private BodySink upstream = this;
  private boolean ended;

  RequestBody(RequestHead head, Downstream downstream) {
    this.head = head;
    this.downstream = downstream;
  }

  /// Bytes that have come, with what frames them.
  long received() {
    return downstream.bodyReceived();
  }

  /// The whole body; see [io.troop.plugin.Exchange.Request#body].
  Mono<ByteBuf> collected(int most) {
    EventLoop loop = downstream.loop().eventLoop();
    return Mono.create(sink -> {
      if (loop.inEventLoop()) {
        collect(most, sink);
      } else {
        loop.execute(() -> collect(most, sink));
      }
    });
  }

  private void collect(int most, MonoSink<ByteBuf> sink) {
    switch (state) {
      case COLLECTED -> give(most, sink);
      case COLLECTING -> {
        limit = Math.max(limit, most);
        waiting.add(sink);
      }
      case UNTOUCHED -> {
        if (head.contentLength() > most) {
          sink.error(new BodyTooLarge(most));
          return;
        }
        held = Unpooled.EMPTY_BUFFER;
        if (!head.hasBody()) {
          state = State.COLLECTED;
          give(most, sink);
          return;
        }
        state = State.COLLECTING;
        limit = most;
        waiting.add(sink);
        held = Unpooled.buffer(Math.clamp(head.contentLength(), 256, 1 << 16));
        downstream.receiveBody(this);
      }
      case FAILED -> sink.error(new BodyTooLarge(limit));
      case SETTLING, HELD_BACK, FLOWING, RELEASED ->
          sink.error(new IllegalStateException("the body has been passed on already"));
    }
  }

  private void give(int most, MonoSink<ByteBuf> sink) {
    ByteBuf body = held;
    if (body == null) {
      sink.error(new IllegalStateException("the exchange has ended"));
    } else if (body.readableBytes() > most) {
      sink.error(new BodyTooLarge(most));
    } else {
      sink.success(body.slice());
    }
  }

  /// Waits for the body's end when it is short, so that it can be sent with its length, and again
  /// when an upstream fails.
  ///
  /// @param most the longest body to wait for, in bytes; of a longer one that comes in chunks this
  ///   much is held, and goes first when it flows
  /// @param next called once, now or later: the body is whole, or it can flow
  void settle(int most, Runnable next) {
    if (state != State.UNTOUCHED || head.contentLength() > most) {
      next.run();
      return;
    }
    state = State.SETTLING;
    limit = most;
    ready = next;
    held = Unpooled.buffer(Math.clamp(head.contentLength(), 256, 1 << 16));
    downstream.receiveBody(this);
  }

  private void holdBack(ByteBuf body, ByteBuf part) {
    body.writeBytes(part);
    part.release();
    if (state == State.SETTLING && body.readableBytes() > limit) {
      state = State.HELD_BACK;
      downstream.bodyReading(false);
      goOn();
    }
  }

  private void goOn() {
    Runnable next = ready;
    ready = null;
    if (next != null) {
      next.run();
    }
  }

  @Override
  public void part(ByteBuf part) {
    if (state == State.FLOWING) {
      upstream.part(part);
      return;
    }
    ByteBuf body = held;
    if (body != null && (state == State.SETTLING || state == State.HELD_BACK)) {
      holdBack(body, part);
      return;
    }
    if (state != State.COLLECTING || body == null) {
      part.release();
      return;
    }
    if (part.readableBytes() > limit - body.readableBytes()) {
      part.release();
      state = State.FAILED;
      release(body);
      waiting.forEach(sink -> sink.error(new BodyTooLarge(limit)));
      waiting.clear();
      return;
    }
    body.writeBytes(part);
    part.release();
  }

  @Override
  public void end() {
    ended = true;
    if (state == State.FLOWING) {
      upstream.end();
    } else if (state == State.SETTLING) {
      state = State.COLLECTED;
      goOn();
    } else if (state == State.COLLECTING) {
      state = State.COLLECTED;
      List<MonoSink<ByteBuf>> sinks = List.copyOf(waiting);
      waiting.clear();
      sinks.forEach(sink -> give(limit, sink));
    }
  }

  /// What is held of the body; null when it still has to flow.
  @Nullable ByteBuf held() {
    return state == State.COLLECTED ? held : null;
  }

  /// Whether it can be sent from the start, again or for the first time.
  boolean isWhole() {
    return state == State.UNTOUCHED || state == State.HELD_BACK || state == State.COLLECTED;
  }

  /// Lets it flow to the upstream.
  void flowTo(BodySink upstream) {
    boolean begun = state == State.HELD_BACK;
    state = State.FLOWING;
    if (!begun) {
      downstream.receiveBody(upstream);
      return;
    }
    this.upstream = upstream;
    ByteBuf first = held;
    held = null;
    if (first != null) {
      upstream.part(first);
    }
    if (ended) {
      upstream.end();
    } else {
      downstream.bodyReading(true);
    }
  }

  /// The exchange has ended.
  void release() {
    ByteBuf body = held;
    state = State.RELEASED;
    ready = null;
    if (body != null) {
      release(body);
    }
    if (!waiting.isEmpty()) {
      List<MonoSink<ByteBuf>> sinks = List.copyOf(waiting);
      waiting.clear();
      sinks.forEach(sink -> sink.error(new IllegalStateException("the client has gone")));
    }
  }

  private void release(ByteBuf body) {
    held = null;
    body.release();
  }
}
