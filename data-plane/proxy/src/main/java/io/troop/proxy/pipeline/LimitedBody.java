package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.troop.proxy.http.BodySink;

/// Passes a body on up to a limit. *Confined to one exchange.*
final class LimitedBody implements BodySink {
  private final BodySink to;
  private final Runnable tooLarge;
  private long left;

  /// @param most in bytes
  /// @param tooLarge called once, in place of the part that goes beyond the limit
  LimitedBody(BodySink to, long most, Runnable tooLarge) {
    this.to = to;
    this.left = most;
    this.tooLarge = tooLarge;
  }

  @Override
  public void part(ByteBuf part) {
    if (left < 0) {
      part.release();
      return;
    }
    left -= part.readableBytes();
    if (left < 0) {
      part.release();
      tooLarge.run();
    } else {
      to.part(part);
    }
  }

  @Override
  public void end() {
    if (left >= 0) {
      to.end();
    }
  }
}
