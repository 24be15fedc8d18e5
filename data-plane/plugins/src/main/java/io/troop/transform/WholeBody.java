package io.troop.transform;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The body of one answer, held back until it is whole, then changed. *Confined to its exchange.*
///
/// A body beyond the limit is given up: what was held back and all that follows pass unchanged.
public final class WholeBody {
  private final int limit;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean givenUp;

  /// @param limit the most bytes to hold
  public WholeBody(int limit) {
    this.limit = limit;
  }

  /// Whether the body was longer than the limit.
  public boolean isGivenUp() {
    return givenUp;
  }

  /// Takes a part as a body handler gets it.
  ///
  /// @param change makes the new body of the whole old one
  /// @return what to send now; null for nothing
  public @Nullable ByteBuf take(
      @Nullable ByteBuf part, boolean last, UnaryOperator<byte[]> change) {
    if (givenUp) {
      return part;
    }
    if (part != null) {
      byte[] bytes = new byte[part.readableBytes()];
      part.readBytes(bytes);
      part.release();
      held.writeBytes(bytes);
    }
    if (held.size() > limit) {
      givenUp = true;
      return Unpooled.wrappedBuffer(held.toByteArray());
    }
    return last ? Unpooled.wrappedBuffer(change.apply(held.toByteArray())) : null;
  }
}
