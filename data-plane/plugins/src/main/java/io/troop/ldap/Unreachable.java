package io.troop.ldap;

/// A server could not be asked.
public final class Unreachable extends Exception {
  private static final long serialVersionUID = 1L;

  Unreachable(String message, Throwable cause) {
    super(message, cause);
  }
}
