package io.troop.protobuf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The frames of one gRPC stream: a byte of flags, four of length, a message. Collects parts as
/// they come and tells the messages that are whole. *Not thread-safe.*
///
/// What can be no frame of gRPC (a compressed or an overlong message, or no gRPC at all) breaks it:
/// from then on there are no messages, and [#rest] tells all that came since.
public final class GrpcFrames {
  private static final int HEAD = 5;

  private final int limit;
  private byte[] held = new byte[0];
  private boolean broken;

  /// @param limit the longest message in bytes
  public GrpcFrames(int limit) {
    this.limit = limit;
  }

  /// A message in its frame.
  ///
  /// @param flags 0 for a plain message, 0x80 for gRPC-Web's trailers
  public static byte[] frame(int flags, byte[] message) {
    return ByteBuffer.allocate(HEAD + message.length)
        .put((byte) flags)
        .putInt(message.length)
        .put(message)
        .array();
  }

  /// Takes what has come, and tells the messages that are whole now.
  public List<byte[]> take(byte[] part) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(held.length + part.length);
    all.writeBytes(held);
    all.writeBytes(part);
    ByteBuffer rest = ByteBuffer.wrap(all.toByteArray());
    List<byte[]> messages = new ArrayList<>();
    while (!broken && rest.remaining() >= HEAD) {
      long length = Integer.toUnsignedLong(rest.getInt(rest.position() + 1));
      broken = rest.get(rest.position()) != 0 || length > limit;
      if (broken || rest.remaining() < HEAD + length) {
        break;
      }
      byte[] message = new byte[(int) length];
      rest.position(rest.position() + HEAD).get(message);
      messages.add(message);
    }
    held = Arrays.copyOfRange(rest.array(), rest.position(), rest.limit());
    return messages;
  }

  /// Whether something came that is no frame.
  public boolean isBroken() {
    return broken;
  }

  /// Takes out what came and was no whole message.
  public byte[] rest() {
    byte[] rest = held;
    held = new byte[0];
    return rest;
  }
}
