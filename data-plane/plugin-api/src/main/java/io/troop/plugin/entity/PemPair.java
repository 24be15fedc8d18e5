package io.troop.plugin.entity;

import io.troop.plugin.schema.Formats;
import io.troop.plugin.schema.Pem;
import io.troop.plugin.schema.annotation.Validator;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether a pair of PEM texts can be read and belongs together.
final class PemPair implements Validator {

  @Override
  public @Nullable String violation(Object value) {
    Object publicPem = ((Map<?, ?>) value).get("public_key");
    Object privatePem = ((Map<?, ?>) value).get("private_key");
    if (Formats.isReference(publicPem) || Formats.isReference(privatePem)) {
      return null; // only a node knows what the secret is
    }
    java.security.PublicKey publicKey = null;
    java.security.PrivateKey privateKey = null;
    if (publicPem instanceof String text) {
      try {
        publicKey = Pem.publicKey(text);
      } catch (GeneralSecurityException e) {
        return "could not load public key";
      }
    }
    if (privatePem instanceof String text) {
      try {
        privateKey = Pem.privateKey(text);
      } catch (GeneralSecurityException e) {
        return "could not load private key";
      }
    }
    return publicKey == null || privateKey == null || Pem.belongTogether(privateKey, publicKey)
        ? null
        : "public key does not match private key";
  }
}
