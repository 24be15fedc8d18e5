package io.troop.transform;

import io.troop.plugin.template.Table;
import org.jspecify.annotations.Nullable;

/// What becomes of a request's body. *Immutable and thread-safe.*
public interface BodyChange {

  /// Whether no body is changed at all.
  boolean isEmpty();

  /// Whether bodies of this content type may be changed.
  boolean reads(@Nullable String contentType);

  /// The changed body; null when it stays as it is, or can't be read.
  byte @Nullable [] apply(String contentType, byte[] body, Table variables);
}
