package io.troop.proxy.relay;

/// Why an upstream gave no (whole) answer.
public enum UpstreamFailure {
  /// Nobody listens, or the host can't be reached.
  REFUSED("connection refused"),
  CONNECT_TIMEOUT("timeout while connecting"),
  TLS("TLS handshake failed"),
  /// The connection ended before the answer did.
  CLOSED("connection closed before the end of the answer"),
  READ_TIMEOUT("timeout while waiting for the answer"),
  WRITE_TIMEOUT("timeout while sending the request"),
  /// An answer that is malformed or ambiguous.
  BAD_ANSWER("malformed answer");

  private final String text;

  UpstreamFailure(String text) {
    this.text = text;
  }

  public boolean isTimeout() {
    return this == CONNECT_TIMEOUT || this == READ_TIMEOUT || this == WRITE_TIMEOUT;
  }

  /// What happened, for logs.
  public String text() {
    return text;
  }
}
