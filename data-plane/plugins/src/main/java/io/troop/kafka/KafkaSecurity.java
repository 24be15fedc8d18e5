package io.troop.kafka;

import io.troop.plugin.schema.annotation.Doc;
import org.jspecify.annotations.Nullable;

/// How connections to brokers are secured. *Immutable.*
public record KafkaSecurity(
    @Doc("The certificate entity that is shown to brokers.") @Nullable String certificateId,
    @Doc("Whether connections are secured by TLS.") @Nullable Boolean ssl) {

  boolean isTls() {
    return Boolean.TRUE.equals(ssl);
  }
}
