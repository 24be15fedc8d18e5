package io.troop.certs;

import org.jspecify.annotations.Nullable;

/// A key, certificate, seal or secret that can't be read or made. The message says what was wrong
/// and what was expected; it never holds key material.
public final class TrustException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public TrustException(String message) {
    super(message);
  }

  public TrustException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
