package io.troop.control.fleet;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks after the ends of nodes' certificates: says in log and metrics which are near.
/// *Thread-safe.*
final class CertificateWatch {

  private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

  /// So long before its end a certificate is said to expire, or this share of its life before, if
  /// that is shorter: those that nodes renew by themselves are renewed before that.
  private static final Duration EXPIRING = Duration.ofDays(30);

  private static final int SHARE = 8;
  private static final Duration AGAIN = Duration.ofDays(1);

  private final ClientCertificates certificates;
  private final NodeStore store;
  private final InstantSource clock;
  private final MultiGauge ends;
  private final Map<UUID, Instant> warned = new HashMap<>();

  CertificateWatch(
      ClientCertificates certificates, NodeStore store, InstantSource clock, MeterRegistry meters) {
    this.certificates = certificates;
    this.store = store;
    this.clock = clock;
    this.ends =
        MultiGauge.builder("troop.node.certificate.expiry.timestamp.seconds")
            .description("When a node's certificate expires, in seconds since 1970")
            .register(meters);
  }

  /// Whether a node's certificate expires soon, or did.
  boolean isExpiring(NodeView node) {
    Duration early = EXPIRING;
    X509Certificate shown = certificates.certificate(node.member().certificate());
    if (shown != null) {
      Duration life =
          Duration.between(shown.getNotBefore().toInstant(), shown.getNotAfter().toInstant());
      Duration share = life.dividedBy(SHARE);
      early = share.compareTo(early) < 0 ? share : early;
    }
    return node.member().expires().minus(early).isBefore(clock.instant());
  }

  /// Brings the metrics up to date, and warns of each node once a day.
  synchronized void look() {
    List<NodeView> nodes = store.all();
    Instant now = clock.instant();
    ends.register(
        nodes.stream()
            .map(node ->
                MultiGauge.Row.of(
                    Tags.of("node", node.id().toString(), "hostname", node.hostname()),
                    node.member().expires().getEpochSecond()))
            .toList(),
        true);
    warned.keySet().retainAll(nodes.stream().map(NodeView::id).toList());
    for (NodeView node : nodes) {
      Instant last = warned.get(node.id());
      if (isExpiring(node) && (last == null || last.plus(AGAIN).isBefore(now))) {
        warned.put(node.id(), now);
        LOG.warn(
            "the certificate of node {} ({}) expires on {}: enrol it again, or have nodes renew"
                + " theirs (troop_node_certificate_life)",
            node.id(),
            node.hostname(),
            node.member().expires());
      }
    }
  }
}
