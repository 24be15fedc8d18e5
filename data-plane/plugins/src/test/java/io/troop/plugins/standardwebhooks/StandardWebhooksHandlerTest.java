package io.troop.plugins.standardwebhooks;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class StandardWebhooksHandlerTest {
  private static final String NOW = "1700000000";
  private final FakeHost host = new FakeHost();

  private Verdict ask(String secret, FakeExchange exchange) {
    return Plugins.handler(
            Handler.OnRequestAsync.class,
            "standard-webhooks",
            "{\"secret_v1\":\"" + secret + "\"}",
            host)
        .onRequest(exchange)
        .block();
  }

  private static FakeExchange signed(String time, String signature, String body) {
    FakeExchange exchange = new FakeExchange("POST", "/").header("Webhook-Id", "msg_1").body(body);
    if (time != null) {
      exchange.header("Webhook-Timestamp", time);
    }
    return signature == null ? exchange : exchange.header("Webhook-Signature", signature);
  }

  private static String signature(byte[] key, String time, String body) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    byte[] bytes = mac.doFinal(("msg_1." + time + "." + body).getBytes(UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void aRightSignaturePasses() throws Exception {
    String right = signature("s3cret".getBytes(UTF_8), NOW, "{}");

    assertThat(ask("s3cret", signed(NOW, right, "{}"))).isEqualTo(Verdict.PROCEED);
    assertThat(ask("s3cret", signed(NOW, "v1,AAAA v2,x " + right, "{}")))
        .isEqualTo(Verdict.PROCEED);
  }

  @Test
  void theExampleOfTheStandardPasses() {
    FakeExchange exchange =
        new FakeExchange("POST", "/")
            .header("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
            .header("webhook-timestamp", "1614265330")
            .header("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
            .body("{\"test\": 2432232314}");
    host.now = java.time.Instant.ofEpochSecond(1_614_265_330L);

    assertThat(ask("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", exchange)).isEqualTo(Verdict.PROCEED);
  }

  @Test
  void whatIsMissingOrWrongIsABadRequest() throws Exception {
    byte[] key = "s".getBytes(UTF_8);
    String right = signature(key, NOW, "{}");
    Verdict refused = Verdict.error(400, "Bad request");

    assertThat(ask("s", signed(null, right, "{}"))).isEqualTo(refused);
    assertThat(ask("s", signed(NOW, null, "{}"))).isEqualTo(refused);
    assertThat(ask("s", signed(NOW, right, "{ }"))).isEqualTo(refused);
    assertThat(ask("s", signed(NOW, "v1,no base64!", "{}"))).isEqualTo(refused);
    assertThat(ask("s", signed(NOW, signature(key, NOW, ""), ""))).isEqualTo(refused);
    assertThat(ask("s", signed("soon", right, "{}"))).isEqualTo(refused);
    assertThat(ask("other", signed(NOW, right, "{}"))).isEqualTo(refused);
  }

  @Test
  void anOldOrAFutureWebhookIsRefused() throws Exception {
    byte[] key = "s".getBytes(UTF_8);
    Verdict refused = Verdict.error(400, "Bad request");

    for (String time : new String[] {"1699999699", "1700000301"}) {
      assertThat(ask("s", signed(time, signature(key, time, "{}"), "{}"))).isEqualTo(refused);
    }
    assertThat(ask("s", signed("1699999700", signature(key, "1699999700", "{}"), "{}")))
        .isEqualTo(Verdict.PROCEED);
  }

  @Test
  void bindsToNoConsumer() {
    assertThat(Plugins.named("standard-webhooks").schema().describe().toString())
        .contains("consumer");
  }
}
