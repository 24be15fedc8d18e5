package io.troop.plugins.mtlsauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.CaCertificate;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.Pem;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MtlsAuthHandlerTest {
  private static final UUID CA = new UUID(0, 1);
  private static final UUID OTHER = new UUID(0, 2);
  private static final Consumer BOB =
      new Consumer(new UUID(0, 11), "bob@example.com", null, null, 0, 0);
  private static final Consumer AMY = new Consumer(new UUID(0, 12), "amy", null, null, 0, 0);

  private final FakeHost host = new FakeHost();
  private final FakeExchange exchange = new FakeExchange();

  @BeforeEach
  void bobIsKnown() {
    host.now = Instant.parse("2030-01-01T00:00:00Z");
    exchange.entities.all.addAll(List.of(BOB, AMY, authority(CA, "ca"), authority(OTHER, "other")));
  }

  private static CaCertificate authority(UUID id, String name) {
    return new CaCertificate(id, 0, 0, pem(name), "", null);
  }

  private static String pem(String name) {
    try (InputStream in = MtlsAuthHandlerTest.class.getResourceAsStream(name + ".pem")) {
      return new String(in.readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void shows(String name) {
    try {
      X509Certificate certificate = Pem.certificate(pem(name));
      exchange.request.tls = new Exchange.Tls("TLSv1.3", "c", null, List.of(certificate));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Verdict run(String more) {
    String config = "{\"ca_certificates\":[\"" + CA + "\"]" + more + "}";
    return Plugins.handler(Handler.OnRequestAsync.class, "mtls-auth", config, host)
        .onRequest(exchange)
        .block();
  }

  private static void assertRefused(Verdict verdict, String message) {
    Verdict.Answer answer = (Verdict.Answer) verdict;
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  void aConsumerIsFoundByASubjectAlternativeName() {
    shows("bob");
    assertThat(run("")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(BOB);
    assertThat(exchange.outbound.headers.get("X-Consumer-Username")).isEqualTo("bob@example.com");
  }

  @Test
  void theCommonNameDoesNotCountBesideOthers() {
    exchange.entities.all.remove(BOB);
    exchange.entities.all.add(new Consumer(new UUID(0, 13), "bob", null, null, 0, 0));
    shows("bob");
    assertRefused(run(""), "TLS certificate failed verification");
  }

  @Test
  void aCredentialForThisAuthorityCountsMost() {
    exchange.entities.all.add(credential(BOB, null));
    exchange.entities.all.add(credential(AMY, new Ref(CA)));
    shows("bob");
    assertThat(run("")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(AMY);
    assertThat(exchange.identity.credentialId()).isEqualTo("bob@example.com");
  }

  private static MtlsAuthCredential credential(Consumer consumer, Ref authority) {
    return new MtlsAuthCredential(
        UUID.randomUUID(), 0, new Ref(consumer.id()), "bob@example.com", authority, null);
  }

  @Test
  void withoutACertificateTheRequestIsRefused() {
    assertRefused(run(""), "No required TLS certificate was sent");
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() {
    shows("stranger");
    assertRefused(run(""), "TLS certificate failed verification");
  }

  @Test
  void aServersCertificateIsRefused() {
    shows("server");
    assertRefused(run(""), "TLS certificate failed verification");
  }

  @Test
  void anExpiredCertificateIsRefused() {
    shows("bob");
    host.now = Instant.parse("2200-01-01T00:00:00Z");
    assertRefused(run(""), "TLS certificate failed verification");
  }

  @Test
  void aTrustedCertificateOfNobodyNeedsADefaultConsumer() {
    exchange.entities.all.remove(BOB);
    shows("bob");
    assertRefused(run(""), "TLS certificate failed verification");
    assertThat(run(",\"default_consumer\":\"amy\"")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(AMY);
  }

  @Test
  void aConsumerNeedNotBeLookedUp() {
    shows("bob");
    assertThat(run(",\"skip_consumer_lookup\":true")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isNull();
    assertThat(exchange.identity.isAuthenticated()).isTrue();
    assertThat(exchange.outbound.headers.get("X-Authenticated-Groups")).isEqualTo("bob");
    assertThat(exchange.outbound.headers.get("X-Client-Cert-Dn")).isEqualTo("CN=bob,O=Test");
    assertThat(exchange.outbound.headers.get("X-Client-Cert-San")).isEqualTo("bob@example.com");
  }

  @Test
  void somebodyMayStandIn() {
    assertThat(run(",\"anonymous\":\"amy\"")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.anonymous()).isTrue();
  }

  @Test
  void aCertificateThatSaysNothingOfRevocationIsRefusedWhenStrict() {
    shows("bob");
    assertRefused(
        run(",\"revocation_check_mode\":\"STRICT\""), "TLS certificate failed verification");
  }
}
