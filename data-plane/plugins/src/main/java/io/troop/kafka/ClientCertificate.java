package io.troop.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.troop.plugin.schema.Pem;
import java.security.GeneralSecurityException;
import java.util.Base64;

/// A certificate and its key, as PEM texts, shown to brokers. *Immutable.*
public record ClientCertificate(String certificate, String key) {

  /// The key in PKCS#8 form, which is all that Kafka's client reads.
  ///
  /// @throws IllegalArgumentException when the key can't be read
  String pkcs8Key() {
    try {
      byte[] pkcs8 = Pem.privateKey(key).getEncoded();
      return "-----BEGIN PRIVATE KEY-----\n"
          + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(pkcs8)
          + "\n-----END PRIVATE KEY-----\n";
    } catch (GeneralSecurityException problem) {
      throw new IllegalArgumentException(
          "the key of the brokers' client certificate can't be read: " + problem.getMessage(),
          problem);
    }
  }

  @Override
  public String toString() {
    return "ClientCertificate[…]";
  }
}
