package io.troop.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/// Writes the fields of one message in Protocol Buffers' wire format. *Not thread-safe.*
public final class ProtoWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  public ProtoWriter varint(int field, long value) {
    raw((long) field << 3 | VARINT);
    raw(value);
    return this;
  }

  /// A whole number without a field in front, as packed lists hold them.
  public ProtoWriter bare(long value) {
    raw(value);
    return this;
  }

  /// As [#bare], in eight bytes.
  public ProtoWriter bareFixed64(long value) {
    for (int shift = 0; shift < 64; shift += 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  /// As [#bare], in four bytes.
  public ProtoWriter bareFixed32(int value) {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write(value >>> shift);
    }
    return this;
  }

  public ProtoWriter fixed64(int field, long value) {
    raw((long) field << 3 | FIXED64);
    return bareFixed64(value);
  }

  public ProtoWriter fixed32(int field, int value) {
    raw((long) field << 3 | FIXED32);
    return bareFixed32(value);
  }

  public ProtoWriter bytes(int field, byte[] value) {
    raw((long) field << 3 | LENGTH);
    raw(value.length);
    out.writeBytes(value);
    return this;
  }

  public ProtoWriter text(int field, String value) {
    return bytes(field, value.getBytes(UTF_8));
  }

  public ProtoWriter message(int field, ProtoWriter message) {
    return bytes(field, message.bytes());
  }

  public byte[] bytes() {
    return out.toByteArray();
  }

  private void raw(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
