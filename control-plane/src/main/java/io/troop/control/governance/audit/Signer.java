package io.troop.control.governance.audit;

import io.troop.certs.Pem;
import io.troop.settings.SettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Signs entries as Kong does: RSA with SHA-256 over the values of all members that have one, in
/// the order of their names, joined by `|`; `signature` and `ttl` are left out. *Thread-safe.*
final class Signer {

  private static final Set<String> LEFT_OUT = Set.of("signature", "ttl");

  private final PrivateKey key;

  private Signer(PrivateKey key) {
    this.key = key;
  }

  /// @param setting the path of a PEM file, or PEM itself
  /// @throws SettingException when there is no RSA key
  static Signer of(String setting) {
    String expected = " (expected: the path of an RSA private key in PEM)";
    try {
      String pem = setting.startsWith("-----BEGIN") ? setting : Files.readString(Path.of(setting));
      PrivateKey key = Pem.privateKey("audit_log_signing_key", pem);
      if (!key.getAlgorithm().equals("RSA")) {
        throw new SettingException(
            "audit_log_signing_key: a key for " + key.getAlgorithm() + expected);
      }
      return new Signer(key);
    } catch (IOException problem) {
      throw new SettingException(
          "audit_log_signing_key: \"" + setting + "\" can't be read" + expected);
    } catch (RuntimeException problem) {
      if (problem instanceof SettingException) {
        throw problem;
      }
      throw new SettingException("audit_log_signing_key: no key in it" + expected);
    }
  }

  /// The text that is signed.
  static String text(Map<String, ? extends @Nullable Object> entry) {
    StringJoiner values = new StringJoiner("|");
    new TreeMap<>(entry)
        .forEach((name, value) -> {
          if (value != null && !LEFT_OUT.contains(name)) {
            values.add(String.valueOf(value));
          }
        });
    return values.toString();
  }

  /// The signature in base64.
  String sign(Map<String, ? extends @Nullable Object> entry) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(text(entry).getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException problem) {
      throw new IllegalStateException("an entry of the audit log can't be signed", problem);
    }
  }
}
