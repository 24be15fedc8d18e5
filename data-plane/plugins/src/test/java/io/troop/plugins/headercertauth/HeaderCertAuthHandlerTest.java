package io.troop.plugins.headercertauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.CaCertificate;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderCertAuthHandlerTest {
  private static final UUID CA = new UUID(0, 1);
  private static final Consumer BOB = new Consumer(new UUID(0, 11), "bob", null, null, 0, 0);

  private final FakeHost host = new FakeHost();
  private final FakeExchange exchange = new FakeExchange();

  @BeforeEach
  void bobIsKnown() {
    host.now = Instant.parse("2030-01-01T00:00:00Z");
    exchange.request.peerTrusted = true;
    exchange.entities.all.addAll(
        List.of(
            BOB,
            new CaCertificate(CA, 0, 0, pem("ca"), "", null),
            new HeaderCertAuthCredential(
                UUID.randomUUID(), 0, new Ref(BOB.id()), "bob@example.com", new Ref(CA), null)));
  }

  private static String pem(String name) {
    String file = "/io/troop/plugins/mtlsauth/" + name + ".pem";
    try (InputStream in = HeaderCertAuthHandlerTest.class.getResourceAsStream(file)) {
      return new String(in.readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String base64(String name) {
    return pem(name).replaceAll("-----[A-Z ]+-----|\\s", "");
  }

  private Verdict run(String format, String more) {
    String config =
        """
        {"ca_certificates":["%s"],"certificate_header_name":"X-Client-Cert",
         "certificate_header_format":"%s"%s}
        """
            .formatted(CA, format, more);
    return Plugins.handler(Handler.OnRequestAsync.class, "header-cert-auth", config, host)
        .onRequest(exchange)
        .block();
  }

  private static void assertRefused(Verdict verdict, String message) {
    Verdict.Answer answer = (Verdict.Answer) verdict;
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.message()).isEqualTo(message);
  }

  @Test
  void theHeaderMayCarryBase64() {
    exchange.header("X-Client-Cert", base64("bob"));

    assertThat(run("base64_encoded", "")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.consumer()).isEqualTo(BOB);
  }

  @Test
  void theHeaderMayCarryPemAsAFormWouldEncodeIt() {
    exchange.header("X-Client-Cert", URLEncoder.encode(pem("bob"), US_ASCII).replace("+", "%20"));

    assertThat(run("url_encoded", "")).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void theHeaderMayCarryPemWithPlusSigns() {
    exchange.header("X-Client-Cert", pem("bob").replace(" ", "%20").replace("\n", "%0A"));

    assertThat(run("url_encoded", "")).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void aCertificateOfAnotherAuthorityIsRefused() {
    exchange.header("X-Client-Cert", base64("stranger"));

    assertRefused(run("base64_encoded", ""), "TLS certificate failed verification");
  }

  @Test
  void withoutTheHeaderTheRequestIsRefused() {
    assertRefused(run("base64_encoded", ""), "No required TLS certificate was sent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "%zz", "bm90IGEgY2VydGlmaWNhdGU=", "-----BEGIN CERTIFICATE-----", "ä"})
  void whatIsNoCertificateIsRefused(String value) {
    exchange.header("X-Client-Cert", value);

    assertRefused(run("base64_encoded", ""), "No required TLS certificate was sent");
    assertRefused(run("url_encoded", ""), "No required TLS certificate was sent");
  }

  @Test
  void onlyTrustedPeersMayCarryCertificates() {
    exchange.request.peerTrusted = false;
    exchange.header("X-Client-Cert", base64("bob"));

    assertRefused(run("base64_encoded", ""), "No required TLS certificate was sent");
    assertThat(run("base64_encoded", ",\"secure_source\":false")).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void twoHeadersAreNone() {
    exchange.request.headers.add("X-Client-Cert", base64("bob"));
    exchange.request.headers.add("X-Client-Cert", base64("bob"));

    assertRefused(run("base64_encoded", ""), "No required TLS certificate was sent");
  }

  @Test
  void somebodyMayStandIn() {
    assertThat(run("base64_encoded", ",\"anonymous\":\"bob\"")).isEqualTo(Verdict.PROCEED);
    assertThat(exchange.identity.anonymous()).isTrue();
  }
}
