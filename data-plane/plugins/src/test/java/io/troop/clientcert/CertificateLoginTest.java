package io.troop.clientcert;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.clientcert.CertificateRules.Mode;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.CaCertificate;
import io.troop.plugin.entity.Consumer;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.WireCalls;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether revoked certificates are refused, with an authority that answers over HTTP.
class CertificateLoginTest {
  private static final UUID CA = new UUID(0, 1);
  private static final Consumer BOB = new Consumer(new UUID(0, 11), "bob", null, null, 0, 0);

  private final FakeHost host = new FakeHost();
  private final FakeExchange exchange = new FakeExchange();
  private final WireCalls calls = new WireCalls();
  private TestAuthority authority;

  @BeforeEach
  void start() throws Exception {
    authority = new TestAuthority();
    host.now = TestAuthority.NOW;
    host.tools.answer = calls;
    exchange.entities.all.add(BOB);
    exchange.entities.all.add(new CaCertificate(CA, 0, 0, pem(authority.certificate), "", null));
  }

  @AfterEach
  void stop() {
    calls.close();
    authority.close();
  }

  private static String pem(X509Certificate certificate) throws Exception {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder().encodeToString(certificate.getEncoded())
        + "\n-----END CERTIFICATE-----\n";
  }

  private CertificateLogin login(Mode mode) {
    Duration minute = Duration.ofMinutes(1);
    CertificateRules rules =
        new CertificateRules(
            List.of(CA.toString()),
            false,
            minute,
            mode,
            Duration.ofMinutes(10),
            minute,
            null,
            null,
            List.of("username"),
            null,
            false,
            false);
    return new CertificateLogin(rules, host, (_, _) -> null);
  }

  private boolean lets(CertificateLogin login, X509Certificate client) {
    Verdict verdict = login.check(exchange, List.of(client)).block(Duration.ofSeconds(30));
    if (verdict instanceof Verdict.Answer answer) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.message()).isEqualTo("TLS certificate failed verification");
      return false;
    }
    return true;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocsp", "list"})
  void aGoodCertificateIsLetInAndARevokedOneIsNot(String where) throws Exception {
    X509Certificate good = authority.client(where);
    X509Certificate bad = authority.client(where);
    authority.revoke(bad);

    assertThat(lets(login(Mode.STRICT), good)).isTrue();
    assertThat(lets(login(Mode.STRICT), bad)).isFalse();
    assertThat(lets(login(Mode.IGNORE_CA_ERROR), bad)).isFalse();
    assertThat(authority.asked).containsOnly("/" + where);
  }

  @Test
  void nobodyIsAskedWhenRevocationIsSkipped() throws Exception {
    X509Certificate bad = authority.client("ocsp", "list");
    authority.revoke(bad);

    assertThat(lets(login(Mode.SKIP), bad)).isTrue();
    assertThat(authority.asked).isEmpty();
  }

  @Test
  void anAuthorityThatIsAwayMattersWhenStrict() throws Exception {
    X509Certificate client = authority.client("ocsp", "list");
    authority.away = true;

    assertThat(lets(login(Mode.IGNORE_CA_ERROR), client)).isTrue();
    assertThat(lets(login(Mode.STRICT), client)).isFalse();
    assertThat(authority.asked).containsExactly("/ocsp", "/list", "/ocsp", "/list");
  }

  @Test
  void aCertificateThatSaysNothingOfRevocationIsRefusedWhenStrict() throws Exception {
    X509Certificate client = authority.client();

    assertThat(lets(login(Mode.IGNORE_CA_ERROR), client)).isTrue();
    assertThat(lets(login(Mode.STRICT), client)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocsp", "list"})
  void anAnswerOfSomebodyElseSaysNothing(String where) throws Exception {
    X509Certificate client = authority.client(where);
    authority.signer = TestAuthority.keys().getPrivate();

    assertThat(lets(login(Mode.STRICT), client)).isFalse();
    assertThat(lets(login(Mode.IGNORE_CA_ERROR), client)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocsp", "list"})
  void anAnswerWhoseTimeIsOverSaysNothing(String where) throws Exception {
    X509Certificate client = authority.client(where);
    authority.nextUpdate = host.now.minus(Duration.ofHours(1));

    assertThat(lets(login(Mode.STRICT), client)).isFalse();
  }

  @Test
  void aListOfSomeReasonsSaysNothing() throws Exception {
    X509Certificate client = authority.client("list");
    authority.partialList = true;

    assertThat(lets(login(Mode.STRICT), client)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocsp", "list"})
  void answersAreRememberedForAWhile(String where) throws Exception {
    X509Certificate client = authority.client(where);
    CertificateLogin login = login(Mode.STRICT);
    lets(login, client);
    authority.revoke(client);

    host.now = host.now.plus(Duration.ofMinutes(5));
    assertThat(lets(login, client)).as("the verdict is old, the answer is not").isTrue();
    assertThat(authority.asked).hasSize(1);

    host.now = host.now.plus(Duration.ofMinutes(6));
    assertThat(lets(login, client)).isFalse();
    assertThat(authority.asked).hasSize(2);
  }

  @Test
  void anOutageIsForgottenSoon() throws Exception {
    X509Certificate client = authority.client("ocsp");
    CertificateLogin login = login(Mode.STRICT);
    authority.away = true;
    assertThat(lets(login, client)).isFalse();
    authority.away = false;

    host.now = host.now.plus(Duration.ofSeconds(6));
    assertThat(lets(login, client)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void nobodyIsAskedAboutStrangers(Mode mode) throws Exception {
    try (TestAuthority other = new TestAuthority()) {
      assertThat(lets(login(mode), other.client("ocsp", "list"))).isFalse();
      assertThat(other.asked).isEmpty();
    }
  }
}
