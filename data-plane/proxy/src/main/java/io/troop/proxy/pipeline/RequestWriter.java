package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.http.ChunkEncoder;
import io.troop.proxy.http.HeadBuffer;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.relay.Http2Stream;
import io.troop.proxy.relay.UpstreamCarrier;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Writes a request to an upstream over HTTP/1.1.
final class RequestWriter {

  private static final byte[] VERSION = bytes(" HTTP/1.1\r\n");
  private static final byte[] HOST = bytes("Host: ");
  private static final byte[] LENGTH = bytes("Content-Length: ");
  private static final byte[] CHUNKED = bytes("Transfer-Encoding: chunked\r\n");
  private static final byte[] LINE = bytes("\r\n");
  private static final byte[] BLANK = bytes(" ");
  private static final byte[] QUESTION_MARK = bytes("?");

  private RequestWriter() {}

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The head.
  ///
  /// @return owned by the caller
  static ByteBuf head(HttpExchange exchange, Peer peer) {
    UpstreamRequest request = exchange.outbound();
    HeaderBlock headers = request.headers();
    HeadBuffer out = exchange.downstream().loop().headBuffer();
    if (request.hasClientsMethod()) {
      exchange.head().putMethod(out);
    } else {
      out.put(bytes(request.method()));
    }
    out.put(BLANK).put(bytes(request.path()));
    if (request.hasClientsQuery()) {
      exchange.head().putQuery(out);
    } else if (request.query() != null) {
      out.put(QUESTION_MARK).put(bytes(request.query()));
    }
    out.put(VERSION);
    if (!headers.contains(KnownHeader.HOST)) {
      out.put(HOST).put(bytes(host(request, peer))).put(LINE);
    }
    ByteBuf body = body(exchange, request);
    if (body != null) {
      headers.remove(KnownHeader.CONTENT_LENGTH);
      headers.remove(KnownHeader.TRANSFER_ENCODING);
      out.put(LENGTH).put(bytes(Integer.toString(body.readableBytes()))).put(LINE);
    } else if (exchange.head().isChunked() && !headers.contains(KnownHeader.TRANSFER_ENCODING)) {
      out.put(CHUNKED);
    }
    headers.writeTo(out);
    return out.put(LINE).toBuffer(exchange.downstream().loop().allocator(), 0);
  }

  /// What `Host` says: what the upstream is configured with, else where the request goes.
  static String host(UpstreamRequest request, Peer peer) {
    String configured = peer.hostHeader();
    if (configured != null) {
      return configured;
    }
    String host = String.valueOf(request.host());
    int usual = request.isTls() ? 443 : 80;
    return request.port() == usual ? host : host + ":" + request.port();
  }

  /// The body when it is there as a whole, not owned by the caller; null when it still has to come,
  /// or there is none.
  static @Nullable ByteBuf body(HttpExchange exchange, UpstreamRequest request) {
    return request.body() != null
        ? request.body()
        : exchange.head().hasBody() ? exchange.requestBody().held() : null;
  }

  /// Part of a body that flows; flushes nothing.
  static void part(HttpExchange exchange, UpstreamCarrier to, ByteBuf part) {
    if (!exchange.head().isChunked() || to instanceof Http2Stream) {
      to.write(part);
      return;
    }
    ByteBufAllocator allocator = exchange.downstream().loop().allocator();
    if (!part.isReadable()) {
      part.release();
    } else if (ChunkEncoder.isSmall(part)) {
      to.write(ChunkEncoder.copied(allocator, part));
    } else {
      to.write(ChunkEncoder.start(allocator, part));
      to.write(part);
      to.write(ChunkEncoder.end(allocator));
    }
  }

  /// The end of a body that flows; flushes nothing.
  static void end(HttpExchange exchange, UpstreamCarrier to) {
    if (exchange.head().isChunked() && !(to instanceof Http2Stream)) {
      to.write(ChunkEncoder.last(exchange.downstream().loop().allocator()));
    }
  }
}
