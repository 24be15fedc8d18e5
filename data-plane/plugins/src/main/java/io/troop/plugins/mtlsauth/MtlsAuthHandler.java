package io.troop.plugins.mtlsauth;

import io.troop.clientcert.CertificateLogin;
import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Ref;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Lets in clients with a certificate of a trusted authority. *Thread-safe.*
final class MtlsAuthHandler implements Handler.OnRequestAsync, Handler.AsksForCertificates {
  private final MtlsAuthConfig config;
  private final CertificateLogin login;

  MtlsAuthHandler(MtlsAuthConfig config, Host host) {
    this.config = config;
    this.login = new CertificateLogin(config.certificates().rules(), host, MtlsAuthHandler::owner);
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    return Authentication.checkAsync(
        exchange, config.certificates().anonymous(), () -> checked(exchange));
  }

  private Mono<Verdict> checked(Exchange exchange) {
    Exchange.Tls tls = exchange.request().tls();
    if (tls == null || tls.certificates().isEmpty()) {
      return Mono.just(Verdict.error(401, "No required TLS certificate was sent"));
    }
    return login.check(exchange, tls.certificates());
  }

  private static @Nullable Ref owner(Entities entities, String nameAndAuthority) {
    MtlsAuthCredential found =
        entities.find(MtlsAuthCredential.class, "subject_name,ca_certificate", nameAndAuthority);
    return found == null ? null : found.consumer();
  }
}
