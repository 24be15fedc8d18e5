package io.troop.proxy;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.certs.TrustException;
import io.troop.proxy.cache.AtomicFile;
import io.troop.settings.Setting;
import io.troop.settings.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate that a TLS listener shows when none is configured for the name asked for.
/// *Immutable.*
///
/// @param cert the chain, in PEM
/// @param key the key, in PEM
record DefaultCertificate(String cert, String key) {
  private static final Logger log = LoggerFactory.getLogger(DefaultCertificate.class);

  /// Where one that was made up is kept, in the node's folder: key and chain, for the owner alone.
  static final String FILE = "default-tls.pem";

  /// One that was kept is used again while it is good for so long.
  private static final Duration LEAST_LIFE = Duration.ofDays(45);

  /// The one of these settings; without them one that is made up and that no client trusts, as
  /// Kong's. It is kept for the next start: making one takes a large part of a node's start.
  static DefaultCertificate of(
      Settings settings,
      Setting<String> cert,
      Setting<String> key,
      Path folder,
      InstantSource clock,
      SecureRandom random) {
    if (settings.isSet(cert.name()) && settings.isSet(key.name())) {
      return new DefaultCertificate(
          Pem.text(cert.name(), settings.get(cert)), Pem.text(key.name(), settings.get(key)));
    }
    Path file = folder.resolve(FILE);
    DefaultCertificate kept = kept(file, clock);
    return kept == null ? made(file, clock, random) : kept;
  }

  /// What was kept; null when it is not there, can't be read, or is about to expire.
  private static @Nullable DefaultCertificate kept(Path file, InstantSource clock) {
    try {
      String both = Files.exists(file) ? Files.readString(file) : "";
      int chain = both.indexOf("-----BEGIN CERTIFICATE-----");
      if (chain < 0) {
        return null;
      }
      DefaultCertificate kept =
          new DefaultCertificate(both.substring(chain), both.substring(0, chain));
      X509Certificate shown = Pem.certificates(FILE, kept.cert).getFirst();
      Pem.privateKey(FILE, kept.key);
      boolean lasts =
          shown.getNotAfter().toInstant().isAfter(clock.instant().plus(LEAST_LIFE))
              && shown.getNotBefore().toInstant().isBefore(clock.instant());
      return lasts ? kept : null;
    } catch (IOException | TrustException problem) {
      log.info("{} can't be used, and is made again: {}", file, problem.getMessage());
      return null;
    }
  }

  private static DefaultCertificate made(Path file, InstantSource clock, SecureRandom random) {
    CertifiedKey made =
        Authority.create("Troop default", clock, random).issueServer(List.of("localhost"));
    DefaultCertificate certificate =
        new DefaultCertificate(Pem.write(made.chain()), Pem.write(made.key()));
    try {
      AtomicFile.write(
          file, (certificate.key + certificate.cert).getBytes(StandardCharsets.US_ASCII));
    } catch (IOException problem) {
      log.info("the listener's own certificate is not kept: {}", problem.toString());
    }
    return certificate;
  }
}
