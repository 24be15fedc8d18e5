package io.troop.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;

/// Where a head is put together before it is copied into one buffer: cheaper than many small writes
/// into that buffer. *Confined to one event loop,* which has one of them.
public final class HeadBuffer {

  private byte[] bytes = new byte[4096];
  private int end;

  /// Forgets what it held.
  public HeadBuffer clear() {
    end = 0;
    return this;
  }

  public HeadBuffer put(byte[] from, int start, int stop) {
    int length = stop - start;
    if (bytes.length - end < length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, end + length));
    }
    System.arraycopy(from, start, bytes, end, length);
    end += length;
    return this;
  }

  public HeadBuffer put(byte[] from) {
    return put(from, 0, from.length);
  }

  /// The digits of a number that is not negative.
  public HeadBuffer putDecimal(long value) {
    int digits = 1;
    for (long rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    if (bytes.length - end < digits) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    long rest = value;
    for (int i = end + digits - 1; i >= end; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    end += digits;
    return this;
  }

  public int length() {
    return end;
  }

  /// A buffer with what was put here.
  ///
  /// @param room bytes to leave free behind it
  /// @return owned by the caller
  public ByteBuf toBuffer(ByteBufAllocator allocator, int room) {
    return allocator.directBuffer(end + room).writeBytes(bytes, 0, end);
  }
}
