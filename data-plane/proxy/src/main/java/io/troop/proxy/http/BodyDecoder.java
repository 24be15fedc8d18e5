package io.troop.proxy.http;

import io.netty.buffer.ByteBuf;

/// Takes the body of a message out of the bytes received: by length, in chunks, or until the
/// connection ends. Chunk lines get no leeway, because readers differ on every one of them.
/// *Confined to one connection.*
public final class BodyDecoder {

  /// Bytes of a chunk's size and extensions.
  private static final int CHUNK_LINE = 256;

  private static final int TRAILERS = 8192;

  private enum State {
    DONE,
    FIXED,
    UNTIL_CLOSE,
    SIZE,
    EXTENSION,
    SIZE_FEED,
    DATA,
    DATA_RETURN,
    DATA_FEED,
    TRAILER_START,
    TRAILER_NAME,
    TRAILER_VALUE,
    TRAILER_FEED,
    LAST_FEED
  }

  private State state = State.DONE;
  private long left;
  private long taken;
  private int lineLength;
  private int digits;

  /// A body of this many bytes follows.
  public void startFixed(long length) {
    left = length;
    taken = 0;
    state = length == 0 ? State.DONE : State.FIXED;
  }

  public void startChunked() {
    taken = 0;
    startSize();
  }

  public void startUntilClose() {
    taken = 0;
    state = State.UNTIL_CLOSE;
  }

  /// Nothing more of the body is taken.
  public void stop() {
    state = State.DONE;
  }

  /// Bytes of the body taken so far, with what frames them.
  public long taken() {
    return taken;
  }

  public boolean isDone() {
    return state == State.DONE;
  }

  /// The connection has ended: whether that was the proper end of the body.
  public boolean endsWithConnection() {
    return state == State.UNTIL_CLOSE;
  }

  /// Gives what `in` holds of the body to the sink, and after its last byte the end.
  ///
  /// @throws BadMessage for chunks that are not as they must be
  public void decode(ByteBuf in, BodySink sink) {
    while (state != State.DONE && in.isReadable()) {
      switch (state) {
        case FIXED, DATA -> data(in, sink);
        case UNTIL_CLOSE -> {
          taken += in.readableBytes();
          sink.part(in.readRetainedSlice(in.readableBytes()));
        }
        default -> line(in.readByte());
      }
      if (state == State.DONE) {
        sink.end();
      }
    }
  }

  private void data(ByteBuf in, BodySink sink) {
    int length = (int) Math.min(left, in.readableBytes());
    left -= length;
    taken += length;
    if (left == 0) {
      state = state == State.FIXED ? State.DONE : State.DATA_RETURN;
    }
    sink.part(in.readRetainedSlice(length));
  }

  private void startSize() {
    state = State.SIZE;
    left = 0;
    digits = 0;
    lineLength = 0;
  }

  private void line(byte b) {
    taken++;
    switch (state) {
      case SIZE -> size(b);
      case EXTENSION -> extension(b);
      case SIZE_FEED -> {
        expect(b, '\n');
        lineLength = 0;
        state = left == 0 ? State.TRAILER_START : State.DATA;
      }
      case DATA_RETURN -> {
        expect(b, '\r');
        state = State.DATA_FEED;
      }
      case DATA_FEED -> {
        expect(b, '\n');
        startSize();
      }
      default -> trailer(b);
    }
  }

  private void size(byte b) {
    int digit = Ascii.hexDigit(b);
    if (digit >= 0) {
      // 15 digits fit into a long.
      if (++digits > 15) {
        throw BadMessage.malformed("a chunk size of too many digits");
      }
      left = left << 4 | digit;
    } else if (digits == 0) {
      throw BadMessage.malformed("a chunk without a size");
    } else if (b == ';') {
      state = State.EXTENSION;
    } else {
      expect(b, '\r');
      state = State.SIZE_FEED;
    }
  }

  /// An extension may be passed over, but one with quotes, blanks or control characters is where
  /// readers disagree about the end of the line.
  private void extension(byte b) {
    if (++lineLength > CHUNK_LINE) {
      throw BadMessage.malformed("a chunk extension longer than " + CHUNK_LINE);
    }
    if (b == '\r') {
      state = State.SIZE_FEED;
    } else if (!Ascii.isToken(b) && b != '=' && b != ';') {
      throw BadMessage.malformed("a chunk extension with a character it must not have");
    }
  }

  /// Trailers are checked and dropped: no header may be changed by a line behind the body.
  private void trailer(byte b) {
    if (++lineLength > TRAILERS) {
      throw BadMessage.malformed("trailers longer than " + TRAILERS);
    }
    switch (state) {
      case TRAILER_START -> {
        if (b == '\r') {
          state = State.LAST_FEED;
        } else {
          expectToken(b);
          state = State.TRAILER_NAME;
        }
      }
      case TRAILER_NAME -> {
        if (b == ':') {
          state = State.TRAILER_VALUE;
        } else {
          expectToken(b);
        }
      }
      case TRAILER_VALUE -> {
        if (b == '\r') {
          state = State.TRAILER_FEED;
        } else if (!Ascii.isValue(b)) {
          throw BadMessage.malformed("a control character in a trailer");
        }
      }
      case TRAILER_FEED -> {
        expect(b, '\n');
        state = State.TRAILER_START;
      }
      case LAST_FEED -> {
        expect(b, '\n');
        state = State.DONE;
      }
      default -> throw new IllegalStateException("state: " + state);
    }
  }

  private static void expectToken(byte b) {
    if (!Ascii.isToken(b)) {
      throw BadMessage.malformed("a trailer without a proper name");
    }
  }

  private static void expect(byte b, char expected) {
    if (b != expected) {
      throw BadMessage.malformed("a chunk line that does not end with CR LF");
    }
  }
}
