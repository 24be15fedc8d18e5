package io.troop.proxy.listener;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Frames of HTTP/2 as bytes, right or wrong.
final class Frames {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST_STREAM = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /// `GET /` of the host `a`, from HPACK's static table.
  static final byte[] GET = {(byte) 0x82, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

  /// `POST /` of the host `a`.
  static final byte[] POST = {(byte) 0x83, (byte) 0x86, (byte) 0x84, 0x41, 1, 'a'};

  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// A frame that was read.
  record Frame(int type, int flags, int stream, byte[] payload) {
    static Frame read(InputStream from) throws IOException {
      DataInputStream in = new DataInputStream(from);
      int lengthAndType = in.readInt();
      int flags = in.readUnsignedByte();
      int stream = in.readInt();
      return new Frame(lengthAndType & 0xff, flags, stream, in.readNBytes(lengthAndType >>> 8));
    }

    /// The code of a reset or of a farewell.
    int code() {
      return ByteBuffer.wrap(payload).getInt(type == GOAWAY ? 4 : 0);
    }
  }

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// How a client begins.
  void preface() {
    out.writeBytes(PREFACE);
    add(SETTINGS, 0, 0);
  }

  void add(int type, int flags, int stream, byte... payload) {
    int length = payload.length;
    out.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
    out.write(type);
    out.write(flags);
    out.writeBytes(number(stream));
    out.writeBytes(payload);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  /// Header lines as HPACK literals that are not indexed, after others.
  static byte[] lines(byte[] first, String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(first);
    for (int i = 0; i < namesAndValues.length; i++) {
      byte[] text = namesAndValues[i].getBytes(StandardCharsets.ISO_8859_1);
      if (i % 2 == 0) {
        block.write(0);
      }
      block.write(text.length);
      block.writeBytes(text);
    }
    return block.toByteArray();
  }

  static byte[] number(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }
}
