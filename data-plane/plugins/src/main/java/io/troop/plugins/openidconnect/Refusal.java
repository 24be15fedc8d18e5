package io.troop.plugins.openidconnect;

/// Why a request is not let in.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What kind of answer follows.
  enum Kind {
    UNAUTHORIZED,
    FORBIDDEN,
    UNEXPECTED
  }

  private final Kind kind;
  private final String code;

  private Refusal(Kind kind, String code, String reason) {
    super(reason, null, false, false);
    this.kind = kind;
    this.code = code;
  }

  /// The request shows nothing.
  static Refusal nothingShown() {
    return new Refusal(
        Kind.UNAUTHORIZED, "", "no suitable authorization credentials were provided");
  }

  /// What the request shows is no good.
  static Refusal unauthorized(String reason) {
    return new Refusal(Kind.UNAUTHORIZED, "invalid_token", reason);
  }

  /// What it shows is good, but not for this.
  static Refusal forbidden(String reason) {
    return new Refusal(Kind.FORBIDDEN, "insufficient_scope", reason);
  }

  /// The provider can't be asked, or can't be understood.
  static Refusal unexpected(String reason) {
    return new Refusal(Kind.UNEXPECTED, "", reason);
  }

  Kind kind() {
    return kind;
  }

  /// The error of RFC 6750; empty for none.
  String code() {
    return code;
  }

  /// For logs and for clients that may see it.
  String reason() {
    return String.valueOf(getMessage());
  }
}
