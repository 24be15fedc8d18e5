package io.troop.proxy.listener;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which TLS is spoken with clients. *Immutable.*
///
/// @param protocols such as `TLSv1.3`
/// @param ciphers names of cipher suites of TLS 1.2 and below, as OpenSSL spells them, in the order
///   of preference; null for the library's own
/// @param serverDecides whether our order of ciphers counts, and not the client's
/// @param sessionTimeout how long a session may be resumed
/// @param tickets whether sessions are resumed by tickets that clients keep
public record TlsRules(
    List<String> protocols,
    @Nullable List<String> ciphers,
    boolean serverDecides,
    Duration sessionTimeout,
    boolean tickets) {

  private static final List<String> INTERMEDIATE =
      List.of(
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-CHACHA20-POLY1305");

  private static final List<String> OLD =
      List.of(
          "ECDHE-ECDSA-AES128-GCM-SHA256",
          "ECDHE-RSA-AES128-GCM-SHA256",
          "ECDHE-ECDSA-AES256-GCM-SHA384",
          "ECDHE-RSA-AES256-GCM-SHA384",
          "ECDHE-ECDSA-CHACHA20-POLY1305",
          "ECDHE-RSA-CHACHA20-POLY1305",
          "ECDHE-ECDSA-AES128-SHA",
          "ECDHE-RSA-AES128-SHA",
          "ECDHE-ECDSA-AES256-SHA",
          "ECDHE-RSA-AES256-SHA",
          "AES128-GCM-SHA256",
          "AES256-GCM-SHA384",
          "AES128-SHA",
          "AES256-SHA");

  public static final TlsRules DEFAULT =
      new TlsRules(List.of("TLSv1.2", "TLSv1.3"), INTERMEDIATE, false, Duration.ofDays(1), true);

  /// One of Mozilla's profiles, by the names of Kong's `ssl_cipher_suite`. Finite-field DHE ciphers
  /// of the profiles are left out: the library has none.
  ///
  /// @throws IllegalArgumentException for an unknown name
  public static TlsRules profile(String name) {
    return switch (name) {
      case "modern" -> DEFAULT.with(List.of("TLSv1.3"), null, false);
      case "intermediate" -> DEFAULT;
      case "old" -> DEFAULT.with(List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"), OLD, true);
      case "fips" ->
          DEFAULT.with(
              List.of("TLSv1.2"),
              List.of(
                  "ECDHE-ECDSA-AES128-GCM-SHA256",
                  "ECDHE-RSA-AES128-GCM-SHA256",
                  "ECDHE-ECDSA-AES256-GCM-SHA384",
                  "ECDHE-RSA-AES256-GCM-SHA384",
                  "AES128-GCM-SHA256",
                  "AES256-GCM-SHA384"),
              true);
      default -> throw new IllegalArgumentException("there is no profile " + name);
    };
  }

  private TlsRules with(
      List<String> protocols, @Nullable List<String> ciphers, boolean serverDecides) {
    return new TlsRules(protocols, ciphers, serverDecides, sessionTimeout, tickets);
  }
}
