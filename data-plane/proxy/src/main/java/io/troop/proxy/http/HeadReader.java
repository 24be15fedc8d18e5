package io.troop.proxy.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// Waits until the head of a message is complete, and takes it out of the bytes received. Looks at
/// every byte once, however small the parts are in which they arrive. *Confined to one connection.*
public final class HeadReader {

  /// Room behind a head for the lines that are appended to it.
  private static final int ROOM = 640;

  private final HeadLimits limits;
  private int scanned;

  public HeadReader(HeadLimits limits) {
    this.limits = limits;
  }

  /// Whether bytes of a head were seen that is not complete.
  public boolean isWithinHead() {
    return scanned > 0;
  }

  /// The bytes of the head with [#ROOM] behind them, or null when it is not complete.
  ///
  /// @throws BadMessage beyond the limits
  byte @Nullable [] read(ByteBuf in) {
    int from = in.readerIndex();
    int to = in.writerIndex();
    int at = from + scanned;
    while (at < to) {
      int feed = in.indexOf(at, to, (byte) '\n');
      if (feed < 0) {
        // The byte before the end may be the line feed's carriage return, so only that much is
        // done.
        return incomplete(in, to - from, to - from);
      }
      int next = feed + 1;
      if (next >= to) {
        return incomplete(in, feed - from, to - from);
      }
      byte first = in.getByte(next);
      if (first == '\n') {
        return taken(in, next + 1 - from);
      }
      if (first == '\r') {
        if (next + 1 >= to) {
          return incomplete(in, feed - from, to - from);
        }
        if (in.getByte(next + 1) == '\n') {
          return taken(in, next + 2 - from);
        }
      }
      at = next;
    }
    return incomplete(in, to - from, to - from);
  }

  private byte @Nullable [] incomplete(ByteBuf in, int done, int length) {
    scanned = done;
    if (length > limits.total() || done > limits.requestLine()) {
      if (in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n') < 0) {
        throw new BadMessage(414, "the request line is longer than " + limits.requestLine());
      }
      if (length > limits.total()) {
        throw tooLarge();
      }
    }
    return null;
  }

  private byte[] taken(ByteBuf in, int length) {
    scanned = 0;
    if (length > limits.total()) {
      throw tooLarge();
    }
    byte[] head = new byte[length + ROOM];
    in.readBytes(head, 0, length);
    return head;
  }

  private BadMessage tooLarge() {
    return new BadMessage(494, "the head is larger than " + limits.total() + " bytes");
  }

  /// Length of the head in an array that [#read] returned.
  static int length(byte[] head) {
    return head.length - ROOM;
  }

  HeadLimits limits() {
    return limits;
  }
}
