package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.troop.proxy.balance.Peer;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import java.util.Locale;

/// Writes the head of a request to an upstream over HTTP/2. *Stateless.*
final class Http2RequestWriter {

  private Http2RequestWriter() {}

  static Http2Headers head(HttpExchange exchange, Peer peer) {
    UpstreamRequest request = exchange.outbound();
    HeaderBlock headers = request.headers();
    String query = request.query();
    String host = headers.get(KnownHeader.HOST);
    Http2Headers lines = new DefaultHttp2Headers(false, headers.size() + 4);
    lines
        .method(request.method())
        .scheme(request.isTls() ? "https" : "http")
        .authority(host == null ? RequestWriter.host(request, peer) : host)
        .path(query == null ? request.path() : request.path() + "?" + query);
    headers.forEach((name, value) -> {
      String lower = name.toLowerCase(Locale.ROOT);
      switch (lower) {
        case "host",
            "connection",
            "keep-alive",
            "proxy-connection",
            "transfer-encoding",
            "upgrade" -> {}
        default -> lines.add(lower, value);
      }
    });
    ByteBuf body = RequestWriter.body(exchange, request);
    if (body != null) {
      lines.setLong("content-length", body.readableBytes());
    }
    if (request.isGrpc()) {
      lines.set("te", "trailers");
    }
    return lines;
  }
}
