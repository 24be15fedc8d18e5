package io.troop.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.troop.plugin.Verdict.Answer;
import io.troop.proxy.http.ChunkEncoder;
import io.troop.proxy.http.HeadBuffer;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.Reason;
import io.troop.proxy.http.RequestHead;
import io.troop.proxy.pipeline.LoopResources;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes answers over HTTP/1: the head, the body by length, in chunks or until the connection
/// ends. The head is held back until the first part of the body, so that both leave in one piece.
/// *Confined to one event loop.*
final class Http1Answer {

  /// Room behind a head for a body that is copied rather than written by itself.
  private static final int ROOM = 4096;

  private static final byte[] VERSION = bytes("HTTP/1.1 ");
  private static final byte[] OK = bytes("HTTP/1.1 200 OK\r\n");
  private static final byte[] LINE = bytes("\r\n");
  private static final byte[] KEEP_ALIVE = bytes("Connection: keep-alive\r\n");
  private static final byte[] CLOSE = bytes("Connection: close\r\n");
  private static final byte[] UPGRADE = bytes("Connection: upgrade\r\n");
  private static final byte[] CHUNKED = bytes("Transfer-Encoding: chunked\r\n");
  private static final byte[] LENGTH = bytes("Content-Length: ");

  private final Channel channel;
  private final LoopResources loop;
  private @Nullable ByteBuf pending;
  private boolean http11 = true;
  private boolean keepsAlive;
  private boolean chunked;
  private boolean dirty;
  private long sent;

  Http1Answer(Channel channel, LoopResources loop) {
    this.channel = channel;
    this.loop = loop;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /// A new exchange.
  void begin(RequestHead request, boolean keepsAlive) {
    http11 = !request.version().equals("1.0");
    this.keepsAlive = keepsAlive;
    chunked = false;
    sent = 0;
  }

  boolean keepsAlive() {
    return keepsAlive;
  }

  void closesAfterwards() {
    keepsAlive = false;
  }

  /// Bytes written since [#begin].
  ///
  /// @param ending whether to count what [#end] will add
  long sent(boolean ending) {
    return ending && chunked ? sent + ChunkEncoder.LAST_LENGTH : sent;
  }

  /// Sends a head that is followed by another one.
  void interim(byte[] head) {
    sent += head.length;
    channel.writeAndFlush(Unpooled.wrappedBuffer(head), channel.voidPromise());
  }

  void head(int status, String reason, HeaderBlock headers, long length, boolean bodiless) {
    HeadBuffer out = loop.headBuffer();
    if (status == 200 && reason.equals("OK")) {
      out.put(OK);
    } else {
      out.put(VERSION).put(bytes(status + " " + reason)).put(LINE);
    }
    chunked = false;
    if (length >= 0) {
      if (status != 204 && status >= 200) {
        out.put(LENGTH).putDecimal(length).put(LINE);
      }
    } else if (!bodiless) {
      if (http11) {
        chunked = true;
        out.put(CHUNKED);
      } else {
        keepsAlive = false;
      }
    }
    if (status == 101) {
      keepsAlive = false;
      out.put(UPGRADE);
    } else if (!keepsAlive) {
      out.put(CLOSE);
    } else if (!headers.contains(KnownHeader.CONNECTION)) {
      out.put(KEEP_ALIVE);
    }
    headers.writeTo(out);
    out.put(LINE);
    sent += out.length();
    int room = bodiless ? 0 : length >= 0 && length < ROOM ? (int) length : ROOM;
    pending = out.toBuffer(loop.allocator(), room);
    dirty = true;
  }

  void part(ByteBuf part) {
    if (!part.isReadable()) {
      part.release();
    } else if (!chunked) {
      write(part);
    } else if (ChunkEncoder.isSmall(part)) {
      write(ChunkEncoder.copied(loop.allocator(), part));
    } else {
      write(ChunkEncoder.start(loop.allocator(), part));
      write(part);
      write(ChunkEncoder.end(loop.allocator()));
    }
  }

  void end() {
    if (chunked) {
      write(ChunkEncoder.last(loop.allocator()));
    }
    flush();
  }

  private void write(ByteBuf bytes) {
    dirty = true;
    sent += bytes.readableBytes();
    ByteBuf head = pending;
    if (head != null) {
      if (bytes.readableBytes() <= head.writableBytes()) {
        head.writeBytes(bytes);
        bytes.release();
        return;
      }
      pending = null;
      channel.write(head, channel.voidPromise());
    }
    channel.write(bytes, channel.voidPromise());
  }

  void flush() {
    if (!dirty) {
      return;
    }
    dirty = false;
    ByteBuf head = pending;
    if (head == null) {
      channel.flush();
    } else {
      pending = null;
      channel.writeAndFlush(head, channel.voidPromise());
    }
  }

  /// A whole answer to something that is no request.
  void refusal(Answer answer) {
    http11 = true;
    keepsAlive = false;
    HeaderBlock headers = new HeaderBlock();
    answer.headers().forEach(line -> headers.add(line.getKey(), line.getValue()));
    byte[] body = answer.body() == null ? new byte[0] : answer.body();
    head(answer.status(), Reason.of(answer.status()), headers, body.length, false);
    part(Unpooled.wrappedBuffer(body));
    end();
  }

  /// Forgets what was not sent.
  void abort() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }
}
