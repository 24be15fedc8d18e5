package io.troop.plugins.mtlsauth;

import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Lets in clients with a certificate of a trusted authority. *Thread-safe.*
final class MtlsAuthHandler implements Handler.OnRequest, Handler.AsksForCertificates {
  private static final int MOST_KNOWN = 10_000;

  private final MtlsAuthConfig config;
  private final Host host;
  private final Trust trust;
  private final Map<List<X509Certificate>, Verified> known = new ConcurrentHashMap<>();

  /// @param authority null for a certificate that leads to none
  private record Verified(@Nullable UUID authority, Instant until) {}

  /// What stands for a certificate where others have a credential.
  private record Shown(String subjectName) {}

  MtlsAuthHandler(MtlsAuthConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.trust = new Trust(config);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    return Authentication.check(exchange, config.anonymous(), () -> checked(exchange));
  }

  private Verdict checked(Exchange exchange) {
    Exchange.Tls tls = exchange.request().tls();
    if (tls == null || tls.certificates().isEmpty()) {
      return Verdict.error(401, "No required TLS certificate was sent");
    }
    UUID authority = authority(exchange, tls.certificates());
    return authority == null
        ? unverified()
        : identified(exchange, tls.certificates().getFirst(), authority);
  }

  private static Verdict unverified() {
    return Verdict.error(401, "TLS certificate failed verification");
  }

  private @Nullable UUID authority(Exchange exchange, List<X509Certificate> chain) {
    Instant now = host.clock().instant();
    Verified verified = known.get(chain);
    if (verified == null || !now.isBefore(verified.until())) {
      Instant until = now.plusMillis((long) (config.cacheTtl() * 1000));
      Instant end = chain.getFirst().getNotAfter().toInstant();
      verified =
          new Verified(
              trust.authority(chain, exchange.entities(), now), end.isBefore(until) ? end : until);
      if (known.size() >= MOST_KNOWN) {
        known.clear();
      }
      known.put(List.copyOf(chain), verified);
    }
    return verified.authority();
  }

  private Verdict identified(Exchange exchange, X509Certificate certificate, UUID authority) {
    List<String> names = CertificateNames.of(certificate);
    if (config.skipConsumerLookup()) {
      String group =
          "DN".equals(config.authenticatedGroupBy())
              ? certificate.getSubjectX500Principal().getName()
              : CertificateNames.commonName(certificate);
      String name = names.isEmpty() ? "" : names.getFirst();
      Authentication.accept(exchange, null, name.isEmpty() ? null : name, new Shown(name));
      if (group != null) {
        exchange.outbound().headers().set("X-Authenticated-Groups", group);
        Authentication.groups(exchange, List.of(group));
      }
      return Verdict.PROCEED;
    }
    for (String name : names) {
      Consumer consumer = consumer(exchange, name, authority);
      if (consumer != null) {
        Authentication.accept(exchange, consumer, name, new Shown(name));
        return Verdict.PROCEED;
      }
    }
    Consumer usual = named(exchange, config.defaultConsumer());
    if (usual == null) {
      return unverified();
    }
    Authentication.accept(exchange, usual, null, new Shown(""));
    return Verdict.PROCEED;
  }

  private @Nullable Consumer consumer(Exchange exchange, String name, UUID authority) {
    MtlsAuthCredential credential = credential(exchange, name, authority);
    if (credential != null) {
      return exchange.entities().get(Consumer.class, credential.consumer().id());
    }
    for (String field : config.consumerBy()) {
      Consumer found = exchange.entities().find(Consumer.class, field, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  /// One for this very authority counts more than one for any.
  private static @Nullable MtlsAuthCredential credential(
      Exchange exchange, String name, UUID authority) {
    MtlsAuthCredential own = credential(exchange, Entities.joined(name, authority.toString()));
    return own != null ? own : credential(exchange, Entities.joined(name, ""));
  }

  private static @Nullable MtlsAuthCredential credential(Exchange exchange, String key) {
    return exchange.entities().find(MtlsAuthCredential.class, "subject_name,ca_certificate", key);
  }

  private static @Nullable Consumer named(Exchange exchange, @Nullable String consumer) {
    if (consumer == null) {
      return null;
    }
    Consumer found = exchange.entities().find(Consumer.class, "username", consumer);
    if (found != null) {
      return found;
    }
    try {
      return exchange.entities().get(Consumer.class, UUID.fromString(consumer));
    } catch (IllegalArgumentException noId) {
      return null;
    }
  }
}
