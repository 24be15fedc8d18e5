package io.troop.plugins.headercertauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// How a header carries a certificate.
enum CertificateFormat {
  /// DER in base64, as it stands between the lines of PEM.
  BASE64_ENCODED {
    @Override
    byte[] bytes(String value) {
      return Base64.getMimeDecoder().decode(value);
    }
  },

  /// PEM, percent-encoded; further certificates may follow the client's.
  URL_ENCODED {
    @Override
    byte[] bytes(String value) {
      // Proxies leave the plus signs of base64 as they are.
      return URLDecoder.decode(value.replace("+", "%2B"), US_ASCII).getBytes(US_ASCII);
    }
  };

  /// @throws IllegalArgumentException when the value is not in this format
  abstract byte[] bytes(String value);

  /// The client's certificate, and others that came with it; nothing when there is none to be read.
  List<X509Certificate> certificates(String value) {
    try {
      List<X509Certificate> found = new ArrayList<>();
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(value)))) {
        found.add((X509Certificate) certificate);
      }
      return found;
    } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
      return List.of();
    }
  }
}
