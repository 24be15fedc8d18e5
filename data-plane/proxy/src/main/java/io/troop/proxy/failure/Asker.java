package io.troop.proxy.failure;

import io.troop.plugin.Headers;

/// Who is to be told of a failure. *Immutable.*
///
/// @param headers of the request
/// @param isHttp2 whether the request came over HTTP/2
/// @param id of the request
public record Asker(Headers headers, boolean isHttp2, String id) {

  /// Whether it is a gRPC client, which reads headers and no body. Over HTTP/1.1 none is.
  boolean isGrpc() {
    String type = isHttp2 ? headers.get("Content-Type") : null;
    return type != null && type.startsWith("application/grpc");
  }
}
