package io.troop.proxy.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;

/// Writes a body in chunks.
public final class ChunkEncoder {

  /// Parts up to this size are copied, which costs less than writing three buffers.
  private static final int COPIED = 4096;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] LAST = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// Bytes of [#last].
  public static final int LAST_LENGTH = LAST.length;

  private ChunkEncoder() {}

  /// Whether [#copied] takes a part of this size.
  public static boolean isSmall(ByteBuf part) {
    return part.readableBytes() <= COPIED;
  }

  /// A whole chunk in one buffer; releases the part.
  public static ByteBuf copied(ByteBufAllocator allocator, ByteBuf part) {
    ByteBuf chunk = allocator.directBuffer(part.readableBytes() + 24);
    writeSize(chunk, part.readableBytes());
    chunk.writeBytes(part).writeByte('\r').writeByte('\n');
    part.release();
    return chunk;
  }

  /// The line in front of a part that is written as it is.
  public static ByteBuf start(ByteBufAllocator allocator, ByteBuf part) {
    return writeSize(allocator.directBuffer(24), part.readableBytes());
  }

  /// What follows such a part.
  public static ByteBuf end(ByteBufAllocator allocator) {
    return allocator.directBuffer(2).writeByte('\r').writeByte('\n');
  }

  /// The end of the body.
  public static ByteBuf last(ByteBufAllocator allocator) {
    return allocator.directBuffer(LAST.length).writeBytes(LAST);
  }

  private static ByteBuf writeSize(ByteBuf to, int size) {
    int shift = Math.max(0, (31 - Integer.numberOfLeadingZeros(size)) / 4 * 4);
    for (; shift >= 0; shift -= 4) {
      to.writeByte(HEX[size >> shift & 15]);
    }
    return to.writeByte('\r').writeByte('\n');
  }
}
