package io.troop.proxy.failure;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// gRPC's status codes as they stand for HTTP's, and its messages.
final class GrpcStatus {

  private GrpcStatus() {}

  static int of(int httpStatus) {
    return switch (httpStatus) {
      case 401 -> 16;
      case 403 -> 7;
      case 404 -> 5;
      case 409 -> 6;
      case 429 -> 8;
      case 499 -> 1;
      case 501 -> 12;
      case 503 -> 14;
      case 504 -> 4;
      default ->
          switch (httpStatus / 100) {
            case 2 -> 0;
            case 4 -> 3;
            case 5 -> 13;
            default -> 2;
          };
    };
  }

  /// A text as `grpc-message` carries it: what is not printable ASCII is escaped.
  static String message(String text) {
    var out = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b < ' ' || b > '~' || b == '%') {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      } else {
        out.append((char) b);
      }
    }
    return out.toString();
  }
}
