package io.troop.plugins.awslambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AwsLambdaHandlerTest {
  private static final String BASE =
      "\"function_name\":\"fn\",\"aws_region\":\"us-east-1\",\"aws_key\":\"AKIA\","
          + "\"aws_secret\":\"{vault://env/secret}\"";
  private final FakeHost host = new FakeHost();

  private Verdict.Answer ask(FakeExchange exchange, String more) {
    host.secrets.put("{vault://env/secret}", "s");
    return (Verdict.Answer)
        Plugins.handler(Handler.OnRequestAsync.class, "aws-lambda", "{" + BASE + more + "}", host)
            .onRequest(exchange)
            .block();
  }

  private Map<?, ?> payload(FakeExchange exchange, String more) {
    ask(exchange, more);
    return (Map<?, ?>) Json.parse(host.tools.calls.getLast().body());
  }

  private void answer(int status, Map<String, String> headers, String body) {
    Map<String, String> all = new HashMap<>(headers);
    all.putIfAbsent("Content-Type", "application/json");
    host.tools.answer = _ -> FakeTools.reply(status, all, body);
  }

  private static String text(Verdict.Answer answer) {
    return new String(answer.body(), UTF_8);
  }

  @Test
  void callsTheFunctionWithASignature() {
    answer(200, Map.of("X-Amzn-RequestId", "1", "Connection", "close"), "{\"ok\":true}");

    Verdict.Answer answer = ask(new FakeExchange("GET", "/?a=1"), ",\"qualifier\":\"v1\"");

    HttpCall call = host.tools.calls.getFirst();
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.url())
        .hasToString(
            "https://lambda.us-east-1.amazonaws.com:443/2015-03-31/functions/fn/invocations"
                + "?Qualifier=v1");
    assertThat(call.headers())
        .contains(
            Map.entry("X-Amz-Invocation-Type", "RequestResponse"),
            Map.entry("X-Amz-Log-Type", "Tail"));
    assertThat(call.headers().getLast().getValue())
        .startsWith("AWS4-HMAC-SHA256 Credential=AKIA/20231114/us-east-1/lambda/aws4_request");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(text(answer)).isEqualTo("{\"ok\":true}");
    assertThat(answer.headers())
        .contains(Map.entry("X-Amzn-RequestId", "1"), Map.entry("Via", "1.1 kong/3.9.1"))
        .noneMatch(header -> header.getKey().equals("Connection"));
  }

  @Test
  void byDefaultTheFunctionGetsTheArguments() {
    FakeExchange exchange =
        new FakeExchange("POST", "/?a=1&b=2")
            .header("Content-Type", "application/json")
            .body("{\"b\":[3]}");

    assertThat(payload(exchange, "")).isEqualTo(Map.of("a", "1", "b", List.of(3L)));
  }

  @Test
  void theFunctionGetsThePartsThatAreForwarded() {
    FakeExchange exchange =
        new FakeExchange("POST", "/x?a=1").header("Content-Type", "text/plain").body("hi");

    assertThat(
            payload(
                exchange,
                ",\"forward_request_method\":true,\"forward_request_uri\":true,"
                    + "\"forward_request_headers\":true,\"forward_request_body\":true"))
        .isEqualTo(
            Map.of(
                "request_method",
                "POST",
                "request_uri",
                "/x?a=1",
                "request_uri_args",
                Map.of("a", "1"),
                "request_headers",
                Map.of("content-type", "text/plain"),
                "request_body",
                "hi",
                "request_body_args",
                Map.of()));
  }

  @Test
  void aBodyThatIsNoTextIsEncoded() {
    FakeExchange exchange =
        new FakeExchange("POST", "/").header("Content-Type", "image/png").body("hi");

    assertThat(payload(exchange, ",\"forward_request_body\":true"))
        .isEqualTo(
            Map.of(
                "request_body",
                "aGk=",
                "request_body_base64",
                true,
                "request_body_args",
                Map.of()));
  }

  @Test
  void theFunctionGetsWhatApiGatewayWouldSend() {
    FakeExchange exchange =
        new FakeExchange("POST", "/x?a=1&a=2")
            .header("X-A", "1")
            .header("User-Agent", "me")
            .body("hi");
    exchange.request.peer = InetAddress.ofLiteral("2001:db8::1");

    Map<?, ?> payload = payload(exchange, ",\"awsgateway_compatible\":true");

    assertThat(payload.get("version")).isEqualTo("1.0");
    assertThat(payload.get("httpMethod")).isEqualTo("POST");
    assertThat(payload.get("path")).isEqualTo("/x");
    assertThat(payload.get("headers")).isEqualTo(Map.of("x-a", "1", "user-agent", "me"));
    assertThat(payload.get("multiValueHeaders"))
        .isEqualTo(Map.of("x-a", List.of("1"), "user-agent", List.of("me")));
    assertThat(payload.get("queryStringParameters")).isEqualTo(Map.of("a", "1"));
    assertThat(payload.get("multiValueQueryStringParameters"))
        .isEqualTo(Map.of("a", List.of("1", "2")));
    assertThat(payload.get("body")).isEqualTo("aGk=");
    assertThat(payload.get("isBase64Encoded")).isEqualTo(true);
    assertThat((Map<?, ?>) payload.get("requestContext"))
        .isEqualTo(
            Map.ofEntries(
                Map.entry("path", "/x"),
                Map.entry("resourcePath", "/x"),
                Map.entry("protocol", "HTTP/1.1"),
                Map.entry("httpMethod", "POST"),
                Map.entry("domainName", "gateway.example"),
                Map.entry("domainPrefix", "gateway"),
                Map.entry("identity", Map.of("sourceIp", "2001:db8::1", "userAgent", "me")),
                Map.entry("requestId", exchange.id),
                Map.entry("requestTime", "14/Nov/2023:22:13:20 +0000"),
                Map.entry("requestTimeEpoch", 1_700_000_000_000L)));
  }

  @Test
  void noBodyIsEncodedForApiGatewayToo() {
    Map<?, ?> payload = payload(new FakeExchange("GET", "/"), ",\"awsgateway_compatible\":true");

    assertThat(payload.get("body")).isEqualTo("");
    assertThat(payload.get("isBase64Encoded")).isEqualTo(true);
  }

  @Test
  void aListIsPassedOnAsItIs() {
    answer(200, Map.of(), "{}");
    ask(
        new FakeExchange("POST", "/").header("Content-Type", "application/json").body("[{}, []]"),
        "");

    assertThat(new String(host.tools.calls.getLast().body(), UTF_8)).isEqualTo("[{},[]]");
  }

  @Test
  void theGatewayNamesItselfWithTheClientsVersion() {
    answer(200, Map.of(), "{}");
    FakeExchange exchange = new FakeExchange();
    exchange.request.httpVersion = "2";

    assertThat(ask(exchange, "").headers()).contains(Map.entry("Via", "2 kong/3.9.1"));

    answer(200, Map.of("via", "1.1 edge"), "{}");
    assertThat(ask(exchange, "").headers())
        .contains(Map.entry("Via", "1.1 edge, 2 kong/3.9.1"))
        .doesNotContain(Map.entry("via", "1.1 edge"));
  }

  @Test
  void theFunctionMaySayStatusHeadersAndBody() {
    answer(
        200,
        Map.of(),
        "{\"statusCode\":201,\"headers\":{\"X-F\":\"1\",\"content-type\":\"text/plain\"},"
            + "\"multiValueHeaders\":{\"Set-Cookie\":[\"a\",\"b\"]},"
            + "\"body\":\"aGk=\",\"isBase64Encoded\":true}");

    Verdict.Answer answer = ask(new FakeExchange(), ",\"is_proxy_integration\":true");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(text(answer)).isEqualTo("hi");
    assertThat(answer.headers())
        .contains(
            Map.entry("X-F", "1"),
            Map.entry("content-type", "text/plain"),
            Map.entry("Set-Cookie", "a"),
            Map.entry("Set-Cookie", "b"))
        .doesNotContain(Map.entry("Content-Type", "application/json"));
  }

  @Test
  void whatIsNoSuchAnswerIsABadGateway() {
    for (String body :
        List.of("nonsense", "[]", "{}", "{\"statusCode\":42}", "{\"statusCode\":200,\"body\":1}")) {
      answer(200, Map.of(), body);

      Verdict.Answer answer = ask(new FakeExchange(), ",\"is_proxy_integration\":true");

      assertThat(answer.status()).as(body).isEqualTo(502);
      assertThat(text(answer)).contains("could not JSON decode Lambda function response");
    }
  }

  @Test
  void aFunctionThatFailedMayHaveAStatusOfItsOwn() {
    answer(200, Map.of("X-Amz-Function-Error", "Unhandled"), "{}");

    assertThat(ask(new FakeExchange(), ",\"unhandled_status\":412").status()).isEqualTo(412);
    assertThat(ask(new FakeExchange(), "").status()).isEqualTo(200);
  }

  @Test
  void emptyArraysBecomeObjectsUnlessTheyAreToBeCorrect() {
    answer(200, Map.of(), "{\"a\":[],\"b\":[{\"c\":[ ]}]}");

    assertThat(text(ask(new FakeExchange(), ""))).isEqualTo("{\"a\":{},\"b\":[{\"c\":{}}]}");
    assertThat(text(ask(new FakeExchange(), ",\"empty_arrays_mode\":\"correct\"")))
        .isEqualTo("{\"a\":[],\"b\":[{\"c\":[ ]}]}");
  }

  @Test
  void aRefusalAndASilenceAreErrors() {
    answer(403, Map.of(), "{\"Message\":\"no\"}");
    assertThat(ask(new FakeExchange(), "").status()).isEqualTo(500);

    host.tools.answer =
        _ -> {
          throw new IllegalStateException("no route to host");
        };
    assertThat(ask(new FakeExchange(), "").message()).isEqualTo("An unexpected error occurred");
  }

  @Test
  void anotherHostMayBeCalled() {
    answer(200, Map.of(), "{}");
    ask(
        new FakeExchange(),
        ",\"host\":\"local.test\",\"port\":4566,\"disable_https\":true,"
            + "\"proxy_url\":\"http://p:3128\"");

    HttpCall call = host.tools.calls.getFirst();
    assertThat(call.url().getAuthority()).isEqualTo("local.test:4566");
    assertThat(call.url().getScheme()).isEqualTo("http");
    assertThat(call.proxy()).hasToString("http://p:3128");
  }

  @Test
  void keyAndSecretBelongTogether() {
    assertThatThrownBy(() ->
            Plugins.handler(
                Handler.OnRequestAsync.class,
                "aws-lambda",
                "{\"function_name\":\"f\",\"aws_key\":\"k\"}",
                host))
        .hasMessageContaining(
            "all or none of these fields must be set: 'config.aws_key', 'config.aws_secret'");
  }

  @Test
  void aProxyIsSpokenToInHttp() {
    assertThatThrownBy(() -> ask(new FakeExchange(), ",\"proxy_url\":\"https://p\""))
        .hasMessageContaining("proxy_url scheme must be http");
  }

  @Test
  void anEventIsAnsweredAtOnce() {
    host.tools.answer = _ -> new HttpReply(202, List.of(), new byte[0]);

    assertThat(ask(new FakeExchange(), ",\"invocation_type\":\"Event\"").status()).isEqualTo(202);
  }
}
