package io.troop.control.governance.export;

import io.troop.certs.Pem;
import io.troop.certs.TrustAnchors;
import io.troop.certs.TrustException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The configuration of a target: names and texts. *Immutable.*
record Config(String target, Map<String, String> texts) {

  /// What is wrong with a configuration.
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Wrong(String message) {
      super(message);
    }
  }

  Optional<String> find(String name) {
    return Optional.ofNullable(texts.get(name)).filter(text -> !text.isBlank());
  }

  String get(String name) {
    return find(name).orElseThrow(() -> new Wrong(target + ": " + name + " is missing"));
  }

  /// An address of one of these schemes.
  URI uri(String name, String... schemes) {
    String text = get(name);
    try {
      URI uri = URI.create(text);
      for (String scheme : schemes) {
        if (scheme.equals(uri.getScheme()) && uri.getHost() != null) {
          return uri;
        }
      }
    } catch (IllegalArgumentException _) {
      // Answered below.
    }
    throw new Wrong(
        target + ": " + name + " (expected: an address with " + String.join(", ", schemes) + ")");
  }

  /// Whom to trust over TLS: those that `ca` holds in PEM; empty for those that the system trusts.
  Optional<SSLContext> trust() {
    return find("ca")
        .map(pem -> {
          try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                null,
                new TrustManager[] {TrustAnchors.trusting(Pem.certificates("ca", pem))},
                null);
            return context;
          } catch (GeneralSecurityException | TrustException _) {
            throw new Wrong(target + ": ca (expected: certificates of authorities, in PEM)");
          }
        });
  }

  /// Without the texts: some are secrets.
  @Override
  public String toString() {
    return target + texts.keySet();
  }
}
