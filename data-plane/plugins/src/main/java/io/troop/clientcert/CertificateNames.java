package io.troop.clientcert;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/// Whom a certificate names. *Stateless.*
final class CertificateNames {
  /// rfc822Name, dNSName, uniformResourceIdentifier (RFC 5280, 4.2.1.6).
  private static final Set<Integer> NAMES = Set.of(1, 2, 6);

  private CertificateNames() {}

  /// The subject alternative names; without any, the common name (RFC 6125, 6.4.4).
  static List<String> of(X509Certificate certificate) {
    List<String> names = alternatives(certificate);
    if (!names.isEmpty()) {
      return names;
    }
    String common = commonName(certificate);
    return common == null ? List.of() : List.of(common);
  }

  static List<String> alternatives(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> alternative : alternatives) {
          if (NAMES.contains(alternative.get(0)) && alternative.get(1) instanceof String name) {
            names.add(name);
          }
        }
      }
    } catch (CertificateParsingException unreadable) {
      // Then it names nobody by them.
    }
    return names;
  }

  static @Nullable String commonName(X509Certificate certificate) {
    try {
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
    } catch (InvalidNameException unreadable) {
      // Then it has none.
    }
    return null;
  }
}
