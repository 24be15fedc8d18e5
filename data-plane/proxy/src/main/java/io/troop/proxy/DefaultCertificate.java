package io.troop.proxy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;

/// The certificate that a TLS listener shows when none is configured for the name asked for.
/// *Immutable.*
///
/// @param cert the chain, in PEM
/// @param key the key, in PEM
record DefaultCertificate(String cert, String key) {

  /// The one of these settings; without them one that is made up now and that no client trusts, as
  /// Kong's.
  static DefaultCertificate of(
      Settings settings,
      Setting<String> cert,
      Setting<String> key,
      InstantSource clock,
      SecureRandom random) {
    if (settings.isSet(cert.name()) && settings.isSet(key.name())) {
      return new DefaultCertificate(
          Pem.text(cert.name(), settings.get(cert)), Pem.text(key.name(), settings.get(key)));
    }
    CertifiedKey made =
        Authority.create("Troop default", clock, random).issueServer(List.of("localhost"));
    return new DefaultCertificate(Pem.write(made.chain()), Pem.write(made.key()));
  }
}
