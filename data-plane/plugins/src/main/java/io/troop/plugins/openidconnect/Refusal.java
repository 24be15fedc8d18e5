package io.troop.plugins.openidconnect;

import org.jspecify.annotations.Nullable;

/// Why a request is not let in.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 2L;

  /// What kind of answer follows.
  enum Kind {
    UNAUTHORIZED,
    FORBIDDEN,
    UNEXPECTED
  }

  private final Kind kind;
  private final String code;
  private final @Nullable String nonce;

  private Refusal(Kind kind, String code, String reason) {
    this(kind, code, reason, null);
  }

  private Refusal(Kind kind, String code, String reason, @Nullable String nonce) {
    super(reason, null, false, false);
    this.kind = kind;
    this.code = code;
    this.nonce = nonce;
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

  /// The proof that a token is the client's is no good.
  static Refusal badProof(String reason) {
    return new Refusal(Kind.UNAUTHORIZED, "invalid_dpop_proof", reason);
  }

  /// The proof needs a nonce.
  ///
  /// @param nonce one to use
  static Refusal nonceNeeded(String nonce) {
    return new Refusal(Kind.UNAUTHORIZED, "use_dpop_nonce", "the proof needs a nonce", nonce);
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

  /// The nonce to tell the client; null for none.
  @Nullable String nonce() {
    return nonce;
  }

  /// The error of RFC 6750 or RFC 9449; empty for none.
  String code() {
    return code;
  }

  /// For logs and for clients that may see it.
  String reason() {
    return String.valueOf(getMessage());
  }
}
