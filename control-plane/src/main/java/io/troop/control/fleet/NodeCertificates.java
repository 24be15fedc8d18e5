package io.troop.control.fleet;

import io.troop.certs.Authority;
import io.troop.certs.FreshKey;
import io.troop.certs.NodeTrust;
import io.troop.certs.TrustBundle;
import io.troop.certs.TrustException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What nodes are told to believe, and the certificates they ask for over their streams.
/// *Thread-safe.*
public final class NodeCertificates {

  /// Nodes with a certificate of an authority on its way out ask for another within so long: not
  /// all at once.
  private static final Duration SOON = Duration.ofSeconds(10);

  /// A node asks when less than this share of the life that certificates have now is left.
  private static final double LEFT = 1.0 / 3;

  private final ControlPlaneKeys keys;
  private final ClientCertificates certificates;
  private final Supplier<UUID> first;
  private final CertificateSettings settings;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// @param first the control plane whose authority certifies the server
  public NodeCertificates(
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      Supplier<UUID> first,
      CertificateSettings settings,
      InstantSource clock,
      RandomGenerator random) {
    this.keys = keys;
    this.certificates = certificates;
    this.first = first;
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  /// What nodes of a control plane are to believe: its own authorities, and those that certify the
  /// server. Its number is 0 as long as no authority was ever rotated.
  public TrustBundle bundle(UUID controlPlane) {
    ControlPlaneKeys.Keys server = keys.of(first.get());
    ControlPlaneKeys.Keys own = keys.of(controlPlane);
    Set<X509Certificate> believed = new LinkedHashSet<>(server.believed());
    believed.addAll(own.believed());
    Set<X509Certificate> retired = new LinkedHashSet<>(server.retired());
    retired.addAll(own.retired());
    return new TrustBundle(
        server.generation() + own.generation(),
        new ArrayList<>(believed),
        new ArrayList<>(retired));
  }

  /// The seal's signature under a bundle.
  public byte[] signature(UUID controlPlane, TrustBundle bundle) {
    return keys.sign(controlPlane, bundle.payload(controlPlane));
  }

  /// After how long a node is to ask for another certificate; empty when it is not to.
  public Optional<Duration> renewAfter(Member member) {
    X509Certificate present = certificates.certificate(member.certificate());
    if (present == null) {
      return Optional.empty();
    }
    X509Certificate last = keys.of(member.controlPlane()).last();
    if (last != null && Authority.hasIssued(last, present)) {
      return Optional.of(SOON.multipliedBy(random.nextInt(100)).dividedBy(100));
    }
    if (!settings.renews()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Duration left = Duration.between(now, member.expires());
    double early = settings.life().toMillis() * LEFT * (0.75 + 0.25 * random.nextDouble());
    long millis = left.toMillis() - (long) early;
    return Optional.of(Duration.ofMillis(Math.max(0, millis)));
  }

  /// Issues another certificate to a node.
  ///
  /// @return the node's certificate, then the authority's
  /// @throws TrustException when it gets none; the message says why
  public List<X509Certificate> renew(Member member, byte[] request) {
    UUID controlPlane = member.controlPlane();
    UUID enrolment =
        certificates
            .enrolmentOf(controlPlane, member.certificate())
            .orElseThrow(() ->
                new TrustException(
                    "the node's certificate is not registered (expected: one of an enrolment)"));
    X509Certificate present = certificates.certificate(member.certificate());
    if (present == null) {
      throw new TrustException("the node's certificate is not known here yet; ask again later");
    }
    Duration life =
        settings.renews()
            ? settings.life()
            : Duration.between(
                present.getNotBefore().toInstant(), present.getNotAfter().toInstant());
    Authority authority = keys.of(controlPlane).authority();
    X509Certificate issued =
        authority.certifyNode(NodeTrust.commonName(present), FreshKey.requested(request), life);
    certificates.renewed(controlPlane, enrolment, issued);
    return List.of(issued, authority.certificate());
  }
}
