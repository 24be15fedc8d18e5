package io.troop.clientcert;

import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.tools.Remembered;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Lets in clients by the certificates they show. *Thread-safe.*
public final class CertificateLogin {
  /// How long it counts that a certificate is not to be trusted, which may be because nobody told
  /// whether it was revoked.
  private static final Duration REFUSED = Duration.ofSeconds(5);

  private final CertificateRules rules;
  private final Host host;
  private final BiFunction<Entities, String, @Nullable Ref> credentials;
  private final Trust trust;
  private final Revocation revocation;
  private final Remembered<Verified> known;

  /// @param authority where the path ends; null for a certificate that is not trusted
  private record Verified(@Nullable UUID authority, Instant end) {}

  /// What stands for a certificate where others have a credential.
  private record Shown(String subjectName) {}

  /// @param credentials the consumer whose credential has a subject name and an authority, in this
  ///   order and [joined][Entities#joined]; null for nobody's
  public CertificateLogin(
      CertificateRules rules, Host host, BiFunction<Entities, String, @Nullable Ref> credentials) {
    this.rules = rules;
    this.host = host;
    this.credentials = credentials;
    this.trust = new Trust(rules);
    this.revocation = new Revocation(rules, host);
    this.known = new Remembered<>(host.clock());
  }

  /// Identifies the client, or says that its certificate is not good.
  ///
  /// @param chain the client's own certificate, and others it showed
  public Mono<Verdict> check(Exchange exchange, List<X509Certificate> chain) {
    Entities entities = exchange.entities();
    return known
        .get(fingerprint(chain), () -> verified(chain, entities), this::lifetime)
        .map(verified ->
            verified.authority() == null
                ? unverified()
                : identified(exchange, chain.getFirst(), verified.authority()));
  }

  private static Verdict unverified() {
    return Verdict.error(401, "TLS certificate failed verification");
  }

  private Duration lifetime(Verified verified) {
    Duration rest = Duration.between(host.clock().instant(), verified.end());
    Duration longest =
        verified.authority() == null && rules.lifetime().compareTo(REFUSED) > 0
            ? REFUSED
            : rules.lifetime();
    return rest.compareTo(longest) < 0 ? rest : longest;
  }

  private Mono<Verified> verified(List<X509Certificate> chain, Entities entities) {
    Instant end = chain.getFirst().getNotAfter().toInstant();
    Trust.Path path = trust.path(chain, entities, host.clock().instant());
    if (path == null) {
      return Mono.just(new Verified(null, end));
    }
    return revocation
        .allows(path.certificates())
        .map(allowed -> new Verified(allowed ? path.authority() : null, end));
  }

  private Verdict identified(Exchange exchange, X509Certificate certificate, UUID authority) {
    List<String> names = CertificateNames.of(certificate);
    if (rules.skipsLookup()) {
      return accepted(exchange, certificate, names);
    }
    for (String name : names) {
      Consumer consumer = consumer(exchange.entities(), name, authority);
      if (consumer != null) {
        Authentication.accept(exchange, consumer, name, new Shown(name));
        return Verdict.PROCEED;
      }
    }
    Consumer usual = Authentication.consumer(exchange.entities(), rules.defaultConsumer());
    if (usual == null) {
      return unverified();
    }
    Authentication.accept(exchange, usual, null, new Shown(""));
    return Verdict.PROCEED;
  }

  private Verdict accepted(Exchange exchange, X509Certificate certificate, List<String> names) {
    String whole = certificate.getSubjectX500Principal().getName();
    String group = rules.groupByName() ? whole : CertificateNames.commonName(certificate);
    String name = names.isEmpty() ? null : names.getFirst();
    Authentication.accept(exchange, null, name, new Shown(name == null ? "" : name));
    Headers.Mutable headers = exchange.outbound().headers();
    tell(headers, "X-Client-Cert-Dn", whole);
    tell(
        headers, "X-Client-Cert-San", String.join(",", CertificateNames.alternatives(certificate)));
    tell(headers, "X-Authenticated-Groups", group == null ? "" : group);
    if (group != null) {
      Authentication.groups(exchange, List.of(group));
    }
    return Verdict.PROCEED;
  }

  /// What the client itself sent under the name is gone. A value that would break the line is not
  /// sent.
  private static void tell(Headers.Mutable headers, String name, String value) {
    if (value.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
      headers.remove(name);
    } else {
      headers.set(name, value);
    }
  }

  /// A credential for this very authority counts more than one for any, and that more than a
  /// consumer's own name.
  private @Nullable Consumer consumer(Entities entities, String name, UUID authority) {
    Ref owner = credentials.apply(entities, Entities.joined(name, authority.toString()));
    if (owner == null) {
      owner = credentials.apply(entities, Entities.joined(name, ""));
    }
    if (owner != null) {
      return entities.get(Consumer.class, owner.id());
    }
    for (String field : rules.consumerBy()) {
      Consumer found = entities.find(Consumer.class, field, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static String fingerprint(List<X509Certificate> chain) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (X509Certificate certificate : chain) {
        digest.update(certificate.getEncoded());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate without an encoding", e);
    }
  }
}
