package io.troop.protobuf;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Reads the fields of one message in Protocol Buffers' wire format. *Not thread-safe.*
final class ProtoReader {
  private final ByteBuffer in;

  ProtoReader(byte[] message) {
    in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasMore() {
    return in.hasRemaining();
  }

  /// A varint: a field's number and wire type, a length, or a value.
  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte part = one();
      value |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new ProtoException("a number of more than ten bytes in a message");
  }

  private byte one() {
    try {
      return in.get();
    } catch (BufferUnderflowException e) {
      throw new ProtoException("a message that ends too early", e);
    }
  }

  long fixed64() {
    need(8);
    return in.getLong();
  }

  int fixed32() {
    need(4);
    return in.getInt();
  }

  byte[] bytes() {
    long length = varint();
    need(length);
    byte[] bytes = new byte[(int) length];
    in.get(bytes);
    return bytes;
  }

  private void need(long length) {
    if (length < 0 || length > in.remaining()) {
      throw new ProtoException("a message that ends too early");
    }
  }

  void skip(int wire) {
    switch (wire) {
      case 0 -> varint();
      case 1 -> fixed64();
      case 2 -> bytes();
      case 5 -> fixed32();
      default ->
          throw new ProtoException("wire type " + wire + " in a message (expected: 0, 1, 2, 5)");
    }
  }
}
