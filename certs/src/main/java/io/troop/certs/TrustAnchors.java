package io.troop.certs;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The authorities one side believes. *Stateless.*
public final class TrustAnchors {

  private TrustAnchors() {}

  /// The certificates that settings such as `lua_ssl_trusted_certificate` name: `system` for those
  /// of the platform, else a path, PEM text or base64 of it.
  ///
  /// @param name the setting's name, for messages
  /// @throws TrustException for an entry that can't be read
  public static List<X509Certificate> read(String name, List<String> entries) {
    Set<X509Certificate> found = new LinkedHashSet<>();
    for (String entry : entries) {
      if (entry.equals("system")) {
        found.addAll(system());
      } else {
        found.addAll(Pem.certificates(name, Pem.text(name, entry)));
      }
    }
    return List.copyOf(found);
  }

  /// As [#read(String, List)], of a setting's whole text: entries between commas, or PEM text.
  ///
  /// @throws TrustException for an entry that can't be read
  public static List<X509Certificate> read(String name, String text) {
    // PEM text has no commas, but it may be the whole value.
    return read(
        name,
        text.contains("-----BEGIN") ? List.of(text) : List.of(text.strip().split("\\s*,\\s*", -1)));
  }

  /// The authorities of this platform.
  public static List<X509Certificate> system() {
    return Arrays.asList(x509(managers(null)).getAcceptedIssuers());
  }

  /// A trust manager that believes exactly these authorities.
  public static X509ExtendedTrustManager trusting(List<X509Certificate> authorities) {
    return x509(managers(store(authorities)));
  }

  /// The same, for those who ask for a factory.
  public static TrustManagerFactory factory(List<X509Certificate> authorities) {
    return factory(store(authorities));
  }

  private static KeyStore store(List<X509Certificate> authorities) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + number++, authority);
      }
      return store;
    } catch (GeneralSecurityException | IOException problem) {
      throw new TrustException("the trusted certificates can't be used", problem);
    }
  }

  private static List<TrustManager> managers(@Nullable KeyStore store) {
    return new ArrayList<>(Arrays.asList(factory(store).getTrustManagers()));
  }

  private static TrustManagerFactory factory(@Nullable KeyStore store) {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory;
    } catch (GeneralSecurityException problem) {
      throw new TrustException("the trusted certificates can't be used", problem);
    }
  }

  private static X509ExtendedTrustManager x509(List<TrustManager> managers) {
    return managers.stream()
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(X509ExtendedTrustManager.class::cast)
        .findFirst()
        .orElseThrow(() -> new TrustException("this Java has no X.509 trust manager"));
  }
}
