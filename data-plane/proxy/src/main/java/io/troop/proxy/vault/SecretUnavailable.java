package io.troop.proxy.vault;

/// A secret that its vault does not give at the moment. The message says why, without any secret.
public final class SecretUnavailable extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  public SecretUnavailable(String message) {
    super(message);
  }
}
