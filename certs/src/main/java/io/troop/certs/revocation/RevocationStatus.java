package io.troop.certs.revocation;

/// What is known about a certificate's revocation.
public enum RevocationStatus {
  GOOD,
  REVOKED,
  UNKNOWN
}
