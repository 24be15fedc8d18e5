package io.troop.kafka;

import io.troop.plugin.Exchange;
import io.troop.plugin.Host;
import io.troop.plugin.entity.Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The publishers of one plugin instance: one for each client certificate that it has shown,
/// because a certificate may be replaced while the instance lives. *Thread-safe.*
public final class Publishers {
  private final Host host;
  private final ProducerSettings settings;
  private final Map<Optional<ClientCertificate>, KafkaPublisher> known = new ConcurrentHashMap<>();

  public Publishers(Host host, ProducerSettings settings) {
    this.host = host;
    this.settings = settings;
    if (settings.security().certificateId() == null) {
      // Made now, so that what an earlier configuration has begun goes on.
      publisher(Optional.empty());
    }
  }

  /// The publisher that shows the certificate as this exchange's configuration has it.
  public KafkaPublisher of(Exchange exchange) {
    String id = settings.security().certificateId();
    Certificate certificate =
        id == null ? null : exchange.entities().get(Certificate.class, UUID.fromString(id));
    return publisher(
        Optional.ofNullable(certificate)
            .map(found ->
                new ClientCertificate(host.resolve(found.cert()), host.resolve(found.key()))));
  }

  private KafkaPublisher publisher(Optional<ClientCertificate> certificate) {
    return known.computeIfAbsent(
        certificate, shown -> KafkaPublisher.kept(host, settings, shown.orElse(null)));
  }
}
