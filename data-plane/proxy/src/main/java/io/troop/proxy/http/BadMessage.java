package io.troop.proxy.http;

/// A message that is refused: malformed, ambiguous or too large. Carries no stack trace, because
/// anybody can cause it at will.
public final class BadMessage extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// @param status what a client gets that sent it, such as 400; 494 stands for a head beyond the
  ///   limits, as in nginx
  /// @param reason what is wrong, for the log
  public BadMessage(int status, String reason) {
    super(reason, null, false, false);
    this.status = status;
  }

  /// The status of the answer; 494 for a head beyond the limits.
  public int status() {
    return status;
  }

  static BadMessage malformed(String reason) {
    return new BadMessage(400, reason);
  }
}
