package io.troop.plugins.requestsizelimiting;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;

/// The configuration of `request-size-limiting`. *Immutable.*
record RequestSizeLimitingConfig(
    @Doc("The most a body may have, in the unit below.") @Default("128") int allowedPayloadSize,
    @Doc("The unit: 1024 bytes make a kilobyte.")
        @Required
        @Default("\"megabytes\"")
        @OneOf({"megabytes", "kilobytes", "bytes"})
        String sizeUnit,
    @Doc("Whether a request must say how long its body is, if it is not chunked.")
        @Required
        @Default("false")
        boolean requireContentLength) {

  /// The limit in bytes.
  long allowedBytes() {
    return switch (sizeUnit) {
      case "bytes" -> allowedPayloadSize;
      case "kilobytes" -> allowedPayloadSize * 1024L;
      default -> allowedPayloadSize * 1024L * 1024L;
    };
  }
}
