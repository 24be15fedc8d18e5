package io.troop.plugins.cors;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Verdict;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsHandlerTest {
  private final FakeExchange preflight =
      new FakeExchange("OPTIONS", "/a")
          .header("Origin", "http://app.example")
          .header("Access-Control-Request-Method", "POST");

  @Test
  void answersPreflights() {
    preflight.header("Access-Control-Request-Headers", "X-A");

    assertThat(answer("{\"max_age\":600,\"methods\":[\"GET\",\"PUT\"]}"))
        .containsExactly(
            Map.entry("Access-Control-Allow-Origin", "*"),
            Map.entry("Access-Control-Allow-Headers", "X-A"),
            Map.entry("Access-Control-Allow-Methods", "GET,PUT"),
            Map.entry("Access-Control-Max-Age", "600"));
  }

  @Test
  void answersPreflightsForPrivateNetworksWithOwnHeaders() {
    preflight.header("Access-Control-Request-Private-Network", "true");

    assertThat(answer("{\"private_network\":true,\"headers\":[\"A\",\"B\"]}"))
        .contains(
            Map.entry("Access-Control-Allow-Private-Network", "true"),
            Map.entry("Access-Control-Allow-Headers", "A,B"));
  }

  @Test
  void leavesPreflightsToTheUpstreamWhenAsked() {
    CorsHandler handler = handler("{\"preflight_continue\":true}");

    assertThat(handler.onRequest(preflight)).isEqualTo(Verdict.PROCEED);
    handler.onResponse(preflight);
    assertThat(preflight.response.headers.lines).isEmpty();
  }

  @Test
  void otherOptionsRequestsGoOn() {
    FakeExchange exchange = new FakeExchange("OPTIONS", "/a").header("Origin", "http://a");

    assertThat(handler("{}").onRequest(exchange)).isEqualTo(Verdict.PROCEED);
  }

  @ParameterizedTest
  @CsvSource({
    "http://app.example, http://app.example",
    "http://app.example:80, http://app.example",
    "https://two.example, https://two.example",
    "https://x.two.example, https://x.two.example",
    "https://evil.example,",
    "http://two.example.evil,",
    "https://two.example:8443, https://two.example:8443",
    ","
  })
  void namesTheOriginThatMayRead(String origin, String allowed) {
    Map<String, String> headers =
        after(
            "{\"origins\":[\"http://app.example\",\"^https://(.*\\\\.)?two\\\\.example(:8443)?$\"]}",
            origin);

    assertThat(headers.get("Access-Control-Allow-Origin")).isEqualTo(allowed);
    assertThat(headers.get("Vary")).isEqualTo("Origin");
  }

  @Test
  void aRegularExpressionWithoutColonLooksAtTheHost() {
    assertThat(after("{\"origins\":[\".*[.]example\",\"x\"]}", "https://a.example:99"))
        .containsEntry("Access-Control-Allow-Origin", "https://a.example:99");
  }

  @Test
  void theOnlyOriginIsToldToEverybody() {
    assertThat(after("{\"origins\":[\"http://app.example\"]}", "http://evil.example"))
        .containsEntry("Access-Control-Allow-Origin", "http://app.example");
  }

  @Test
  void credentialsNeedTheOriginByName() {
    assertThat(after("{\"credentials\":true}", "http://app.example"))
        .containsEntry("Access-Control-Allow-Origin", "http://app.example")
        .containsEntry("Access-Control-Allow-Credentials", "true")
        .containsEntry("Vary", "Origin");
    assertThat(after("{\"credentials\":true}", null))
        .containsEntry("Access-Control-Allow-Origin", "*")
        .doesNotContainKey("Access-Control-Allow-Credentials");
  }

  @Test
  void aStarAmongOthersIsForRequestsWithAnOrigin() {
    String config = "{\"origins\":[\"http://app.example\",\"*\"]}";
    assertThat(after(config, "http://app.example"))
        .containsEntry("Access-Control-Allow-Origin", "*")
        .containsEntry("Vary", "Origin");
    assertThat(after(config, null))
        .doesNotContainKey("Access-Control-Allow-Origin")
        .containsEntry("Vary", "Origin");
  }

  @Test
  void exposesHeadersAndReplacesTheUpstreamsOrigin() {
    assertThat(after("{\"exposed_headers\":[\"X-One\",\"X-Two\"]}", "http://app.example"))
        .containsEntry("Access-Control-Expose-Headers", "X-One,X-Two")
        .containsEntry("Access-Control-Allow-Origin", "*");
  }

  @Test
  void requestsWithoutOriginMayBeLeftAlone() {
    assertThat(after("{\"allow_origin_absent\":false}", null))
        .containsOnly(Map.entry("Access-Control-Allow-Origin", "http://up"));
  }

  private java.util.List<Map.Entry<String, String>> answer(String config) {
    Verdict.Answer answer = (Verdict.Answer) handler(config).onRequest(preflight);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
    return answer.headers();
  }

  private static Map<String, String> after(String config, String origin) {
    FakeExchange exchange = new FakeExchange();
    if (origin != null) {
      exchange.header("Origin", origin);
    }
    exchange.response.headers.add("Access-Control-Allow-Origin", "http://up");
    handler(config).onResponse(exchange);
    Map<String, String> out = new java.util.LinkedHashMap<>();
    exchange.response.headers.forEach(out::put);
    return out;
  }

  private static CorsHandler handler(String config) {
    return Plugins.handler(CorsHandler.class, "cors", config, new StillHost());
  }
}
