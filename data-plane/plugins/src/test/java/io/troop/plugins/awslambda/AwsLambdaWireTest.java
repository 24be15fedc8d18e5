package io.troop.plugins.awslambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.AwsStub;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.WireCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls over real connections to a server that verifies signatures.
class AwsLambdaWireTest {
  private final AwsStub aws = new AwsStub("AKIAEXAMPLE", "the/secret+key");
  private final WireCalls calls = new WireCalls();
  private final FakeHost host = new FakeHost();

  @AfterEach
  void close() {
    calls.close();
    aws.close();
  }

  private Verdict.Answer ask(String secret, FakeExchange exchange) {
    host.tools.answer = calls;
    String config =
        ("{'function_name':'orders','aws_region':'eu-west-1','aws_key':'AKIAEXAMPLE',"
                + "'aws_secret':'%s','host':'127.0.0.1','port':%d,'disable_https':true,"
                + "'qualifier':'v 1','forward_request_body':true}")
            .formatted(secret, aws.port())
            .replace('\'', '"');
    return (Verdict.Answer)
        Plugins.handler(Handler.OnRequestAsync.class, "aws-lambda", config, host)
            .onRequest(exchange)
            .block();
  }

  @Test
  void theSignatureHoldsForWhatArrives() {
    aws.answer = "{\"ok\":true}";
    FakeExchange exchange =
        new FakeExchange("POST", "/?a=1").header("Content-Type", "text/plain").body("h\u00e9llo");
    Verdict.Answer answer = ask("the/secret+key", exchange);

    assertThat(new String(answer.body(), UTF_8)).isEqualTo("{\"ok\":true}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(aws.taken)
        .containsExactly(
            "lambda eu-west-1 /2015-03-31/functions/orders/invocations?Qualifier=v%201");
    assertThat(aws.bodies.getFirst()).contains("h\u00e9llo");
  }

  @Test
  void aWrongSecretIsRefusedByAws() {
    Verdict.Answer answer = ask("another", new FakeExchange());

    assertThat(answer.status()).isEqualTo(500);
    assertThat(aws.taken).isEmpty();
  }
}
