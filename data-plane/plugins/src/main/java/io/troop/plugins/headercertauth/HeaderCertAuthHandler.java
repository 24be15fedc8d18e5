package io.troop.plugins.headercertauth;

import io.troop.clientcert.CertificateLogin;
import io.troop.plugin.Entities;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.auth.Authentication;
import io.troop.plugin.entity.Ref;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Lets in clients whose certificate, of a trusted authority, a header carries. *Thread-safe.*
final class HeaderCertAuthHandler implements Handler.OnRequestAsync {
  private final HeaderCertAuthConfig config;
  private final CertificateFormat format;
  private final CertificateLogin login;

  HeaderCertAuthHandler(HeaderCertAuthConfig config, Host host) {
    this.config = config;
    this.format =
        CertificateFormat.valueOf(config.certificateHeaderFormat().toUpperCase(Locale.ROOT));
    this.login =
        new CertificateLogin(config.certificates().rules(), host, HeaderCertAuthHandler::owner);
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    return Authentication.checkAsync(
        exchange, config.certificates().anonymous(), () -> checked(exchange));
  }

  private Mono<Verdict> checked(Exchange exchange) {
    List<String> values = exchange.request().headers().all(config.certificateHeaderName());
    // Of several one may be the client's own.
    if (values.size() != 1 || (config.secureSource() && !exchange.request().isPeerTrusted())) {
      return Mono.just(missing());
    }
    List<X509Certificate> chain = format.certificates(values.getFirst());
    return chain.isEmpty() ? Mono.just(missing()) : login.check(exchange, chain);
  }

  private static Verdict missing() {
    return Verdict.error(401, "No required TLS certificate was sent");
  }

  private static @Nullable Ref owner(Entities entities, String nameAndAuthority) {
    HeaderCertAuthCredential found =
        entities.find(
            HeaderCertAuthCredential.class, "subject_name,ca_certificate", nameAndAuthority);
    return found == null ? null : found.consumer();
  }
}
