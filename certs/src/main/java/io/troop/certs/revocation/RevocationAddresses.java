package io.troop.certs.revocation;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Where a certificate says its revocation can be found out (RFC 5280, 4.2.1.13 and 4.2.2.1).
/// *Immutable.*
public record RevocationAddresses(List<URI> responders, List<URI> lists) {
  private static final String AUTHORITY_INFORMATION = "1.3.6.1.5.5.7.1.1";
  private static final String DISTRIBUTION_POINTS = "2.5.29.31";

  /// The object identifier 1.3.6.1.5.5.7.48.1.
  private static final String OCSP = "2b06010505073001";

  private static final int ADDRESS = 0x86;
  private static final int CONTEXT_0 = 0xa0;

  public static RevocationAddresses of(X509Certificate certificate) {
    try {
      return new RevocationAddresses(responders(certificate), lists(certificate));
    } catch (GeneralSecurityException unreadable) {
      return new RevocationAddresses(List.of(), List.of());
    }
  }

  private static List<URI> responders(X509Certificate certificate) throws GeneralSecurityException {
    List<URI> found = new ArrayList<>();
    for (Asn1 description : extension(certificate, AUTHORITY_INFORMATION)) {
      List<Asn1> parts = description.parts();
      if (parts.size() == 2 && HexFormat.of().formatHex(parts.get(0).content()).equals(OCSP)) {
        add(parts.get(1), found);
      }
    }
    return found;
  }

  private static List<URI> lists(X509Certificate certificate) throws GeneralSecurityException {
    List<URI> found = new ArrayList<>();
    for (Asn1 point : extension(certificate, DISTRIBUTION_POINTS)) {
      for (Asn1 name : point.parts()) {
        for (Asn1 full : name.tag() == CONTEXT_0 ? name.parts() : List.<Asn1>of()) {
          for (Asn1 address : full.tag() == CONTEXT_0 ? full.parts() : List.<Asn1>of()) {
            add(address, found);
          }
        }
      }
    }
    return found;
  }

  /// The elements of an extension that is a sequence.
  private static List<Asn1> extension(X509Certificate certificate, String id)
      throws GeneralSecurityException {
    byte[] value = certificate.getExtensionValue(id);
    return value == null
        ? List.of()
        : Asn1.read(Asn1.read(value).getFirst().content()).getFirst().parts();
  }

  private static void add(Asn1 name, List<URI> found) {
    if (name.tag() != ADDRESS) {
      return;
    }
    try {
      URI address = URI.create(new String(name.content(), US_ASCII));
      if (List.of("http", "https").contains(address.getScheme()) && address.getHost() != null) {
        found.add(address);
      }
    } catch (IllegalArgumentException noAddress) {
      // Then nobody can be asked there.
    }
  }
}
