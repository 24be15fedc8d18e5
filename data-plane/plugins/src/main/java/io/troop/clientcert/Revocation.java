package io.troop.clientcert;

import io.troop.certs.revocation.Ocsp;
import io.troop.certs.revocation.RevocationAddresses;
import io.troop.certs.revocation.RevocationList;
import io.troop.certs.revocation.RevocationStatus;
import io.troop.plugin.Host;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import io.troop.plugin.tools.Remembered;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Finds out whether certificates were revoked: asks the responders they name, then reads the lists
/// they name. What was read is remembered. *Thread-safe.*
final class Revocation {
  private static final Logger LOG = LoggerFactory.getLogger(Revocation.class);

  private final CertificateRules rules;
  private final Host host;
  private final Remembered<byte[]> answers;
  private final Remembered<RevocationList> lists;

  Revocation(CertificateRules rules, Host host) {
    this.rules = rules;
    this.host = host;
    this.answers = new Remembered<>(host.clock());
    this.lists = new Remembered<>(host.clock());
  }

  /// Whether a path may be trusted.
  ///
  /// @param path the client's certificate, its issuer, and so on to a trusted one
  Mono<Boolean> allows(List<X509Certificate> path) {
    if (rules.revocation() == CertificateRules.Mode.SKIP) {
      return Mono.just(true);
    }
    return Flux.range(0, path.size() - 1)
        .concatMap(i -> status(path.get(i), path.get(i + 1)).map(found -> allows(i, found)))
        .all(Boolean::booleanValue);
  }

  private boolean allows(int place, RevocationStatus found) {
    return switch (found) {
      case GOOD -> true;
      case REVOKED -> false;
      // An authority need not say where its own issuer tells of it.
      case UNKNOWN -> place > 0 || rules.revocation() == CertificateRules.Mode.IGNORE_CA_ERROR;
    };
  }

  private Mono<RevocationStatus> status(X509Certificate certificate, X509Certificate issuer) {
    RevocationAddresses addresses = RevocationAddresses.of(certificate);
    return Flux.concat(
            Flux.fromIterable(addresses.responders())
                .concatMap(responder -> asked(responder, certificate, issuer)),
            Flux.fromIterable(addresses.lists())
                .concatMap(list -> listed(list, certificate, issuer)))
        .filter(found -> found != RevocationStatus.UNKNOWN)
        .next()
        .defaultIfEmpty(RevocationStatus.UNKNOWN);
  }

  private Mono<RevocationStatus> asked(
      URI responder, X509Certificate certificate, X509Certificate issuer) {
    String key =
        responder
            + " "
            + issuer.getSubjectX500Principal().getName()
            + " "
            + certificate.getSerialNumber();
    return answers
        .get(key, () -> ask(responder, certificate, issuer), _ -> rules.revocationLifetime())
        .map(answer -> Ocsp.status(answer, certificate, issuer, host.clock().instant()))
        .doOnNext(status -> {
          if (status == RevocationStatus.UNKNOWN) {
            answers.forget(key);
          }
        })
        .onErrorResume(problem -> unknown(responder, problem));
  }

  private Mono<byte[]> ask(URI responder, X509Certificate certificate, X509Certificate issuer) {
    byte[] question;
    try {
      question = Ocsp.question(certificate, issuer);
    } catch (GeneralSecurityException problem) {
      return Mono.error(problem);
    }
    return call(
        HttpCall.of("POST", responder)
            .with("Content-Type", "application/ocsp-request")
            .with("Accept", "application/ocsp-response")
            .with(question));
  }

  private Mono<RevocationStatus> listed(
      URI address, X509Certificate certificate, X509Certificate issuer) {
    String key = address.toString();
    return lists
        .get(key, () -> list(address), _ -> rules.revocationLifetime())
        .map(list -> {
          if (!list.isFor(host.clock().instant())) {
            lists.forget(key);
          }
          return list.status(certificate, issuer, host.clock().instant());
        })
        .onErrorResume(problem -> unknown(address, problem));
  }

  private Mono<RevocationList> list(URI address) {
    return call(HttpCall.of("GET", address))
        .flatMap(bytes -> {
          try {
            return Mono.just(RevocationList.read(bytes));
          } catch (GeneralSecurityException problem) {
            return Mono.error(problem);
          }
        });
  }

  private Mono<byte[]> call(HttpCall call) {
    Duration timeout = rules.timeout();
    return host.tools()
        .http()
        .call(call.within(timeout, timeout).through(rules.proxyFor(call.url())))
        .flatMap(Revocation::body);
  }

  private static Mono<byte[]> body(HttpReply reply) {
    return reply.status() == 200
        ? Mono.just(reply.body())
        : Mono.error(new IOException("the answer's status is " + reply.status()));
  }

  private static Mono<RevocationStatus> unknown(URI address, Throwable problem) {
    LOG.warn("{} does not tell whether a certificate was revoked: {}", address, problem.toString());
    return Mono.just(RevocationStatus.UNKNOWN);
  }
}
