package io.troop.plugins.grpcweb;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How a client of gRPC-Web writes its messages. *Immutable.*
///
/// @param base64 whether bodies are texts in base64
/// @param framed whether messages are in gRPC's frames, and trailers follow the last
/// @param json whether messages are JSON
record WebFormat(boolean base64, boolean framed, boolean json) {
  private static final Map<String, WebFormat> KNOWN =
      Map.of(
          "application/grpc-web", new WebFormat(false, true, false),
          "application/grpc-web-text", new WebFormat(true, true, false),
          "application/grpc-web+proto", new WebFormat(false, true, false),
          "application/grpc-web-text+proto", new WebFormat(true, true, false),
          "application/grpc-web+json", new WebFormat(false, true, true),
          "application/grpc-web-text+json", new WebFormat(true, true, true),
          "application/json", new WebFormat(false, false, true));

  /// The format that a media type names; null for another.
  static @Nullable WebFormat of(String mediaType) {
    return KNOWN.get(mediaType);
  }
}
