package io.troop.clientcert;

/// What is known about a certificate's revocation.
enum RevocationStatus {
  GOOD,
  REVOKED,
  UNKNOWN
}
