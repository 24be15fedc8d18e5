package io.troop.proxy.sync;

import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// Puts the end of a stream in words. *Stateless.*
final class Problems {

  private Problems() {}

  /// gRPC's own description and the innermost cause, which says what really happened.
  static String text(Status status) {
    StringBuilder text = new StringBuilder();
    String description = status.getDescription();
    // Further lines describe gRPC's inner state.
    text.append(
        description == null ? status.getCode().name() : description.lines().findFirst().orElse(""));
    @Nullable Throwable innermost = status.getCause();
    while (innermost != null && innermost.getCause() != null) {
      innermost = innermost.getCause();
    }
    if (innermost != null && innermost.getMessage() != null) {
      text.append(": ").append(innermost.getMessage());
    }
    return text.toString();
  }
}
