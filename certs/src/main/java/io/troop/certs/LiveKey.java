package io.troop.certs;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Offers the key that is current at each handshake, so that a rotated one needs no restart.
/// *Thread-safe.*
public final class LiveKey extends X509ExtendedKeyManager {

  /// Aliases carry the certificate's fingerprint: a library that caches by alias sees the rotation.
  private final Supplier<CertifiedKey> current;

  public LiveKey(Supplier<CertifiedKey> current) {
    this.current = current;
  }

  private @Nullable String alias(String[] types) {
    CertifiedKey key = current.get();
    for (String type : types) {
      if (type.equals(key.key().getAlgorithm())
          || type.startsWith(key.key().getAlgorithm() + "_")) {
        return Fingerprint.of(key.leaf()).hex();
      }
    }
    return null;
  }

  @Override
  public @Nullable String chooseEngineClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(types);
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return alias(new String[] {type});
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(types);
  }

  @Override
  public @Nullable String chooseServerAlias(
      String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return alias(new String[] {type});
  }

  @Override
  public String @Nullable [] getClientAliases(String type, Principal @Nullable [] issuers) {
    return aliases(type);
  }

  @Override
  public String @Nullable [] getServerAliases(String type, Principal @Nullable [] issuers) {
    return aliases(type);
  }

  private String @Nullable [] aliases(String type) {
    String alias = alias(new String[] {type});
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public X509Certificate[] getCertificateChain(String alias) {
    return current.get().chain().toArray(X509Certificate[]::new);
  }

  @Override
  public PrivateKey getPrivateKey(String alias) {
    return current.get().key();
  }
}
