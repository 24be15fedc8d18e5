package io.troop.plugins.httplog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Handler;
import io.troop.plugin.json.Json;
import io.troop.plugin.log.LogFormat;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.FakeTools;
import io.troop.plugins.fakes.Plugins;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HttpLogHandlerTest {
  private final FakeHost host = new FakeHost();

  private Handler.OnLog handler(String config) {
    return Plugins.handler(Handler.OnLog.class, "http-log", config, host);
  }

  private HttpCall sent(String config, FakeExchange... exchanges) throws Exception {
    Handler.OnLog handler = handler(config);
    for (FakeExchange exchange : exchanges) {
      handler.onLog(exchange);
    }
    host.tools.queue().send();
    return host.tools.calls.getLast();
  }

  @Test
  void sendsOneEntryAsAnObject() throws Exception {
    FakeExchange exchange =
        new FakeExchange("GET", "/a/x?q=1&q=2&flag")
            .header("Authorization", "Bearer topsecret")
            .header("X-Two", "1")
            .header("x-two", "2")
            .route(UUID.randomUUID(), "r")
            .service(UUID.randomUUID(), "s", "up.example");
    exchange.logValue("request.extra\\.field", 7);

    HttpCall call = sent("{\"http_endpoint\":\"http://log.example/in?k=v\"}", exchange);

    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.url()).hasToString("http://log.example/in?k=v");
    assertThat(call.headers()).contains(Map.entry("Content-Type", "application/json"));
    Map<?, ?> entry = (Map<?, ?>) Json.parse(call.body());
    Map<?, ?> request = (Map<?, ?>) entry.get("request");
    assertThat(request.get("uri")).isEqualTo("/a/x?q=1&q=2&flag");
    assertThat(request.get("url")).isEqualTo("http://gateway.example:8000/a/x?q=1&q=2&flag");
    assertThat(request.get("querystring")).isEqualTo(Map.of("q", List.of("1", "2"), "flag", true));
    assertThat(request.get("headers"))
        .isEqualTo(Map.of("authorization", "REDACTED", "x-two", List.of("1", "2")));
    assertThat(request.get("extra.field")).isEqualTo(7L);
    assertThat(entry.get("latencies"))
        .isEqualTo(Map.of("kong", 2L, "proxy", 5L, "request", 9L, "receive", 1L));
    assertThat(entry.get("upstream_status")).isEqualTo("200");
    assertThat(entry.get("source")).isEqualTo("upstream");
    assertThat(((Map<?, ?>) entry.get("service")).get("host")).isEqualTo("up.example");
  }

  @Test
  void severalPluginsWriteAnEntryOnceUnlessOneAddsToIt() {
    FakeExchange exchange = new FakeExchange();
    LogFormat plain = LogFormat.of(null);

    byte[] first = plain.bytes(exchange);
    assertThat(LogFormat.of(Map.of()).bytes(exchange)).isSameAs(first);

    byte[] extended = LogFormat.of(Map.of("extra", "return 'more'")).bytes(exchange);
    assertThat(new String(extended, UTF_8)).contains("\"extra\":\"more\"");
    assertThat(new String(first, UTF_8)).doesNotContain("extra");
    assertThat(plain.bytes(exchange)).isSameAs(extended);
  }

  @Test
  void sendsABatchAsAnArray() throws Exception {
    HttpCall call =
        sent(
            "{\"http_endpoint\":\"http://log.example/\",\"queue\":{\"max_batch_size\":3}}",
            new FakeExchange(),
            new FakeExchange());

    assertThat((List<?>) Json.parse(call.body())).hasSize(2);
  }

  @Test
  void takesTheOlderSettingsOfItsQueue() {
    handler("{\"http_endpoint\":\"http://l.example\",\"queue_size\":5,\"flush_timeout\":7}");

    assertThat(host.tools.queue().config.maxBatchSize()).isEqualTo(5);
    assertThat(host.tools.queue().config.maxCoalescingDelay()).isEqualTo(7);
  }

  @Test
  void userInformationBecomesAHeader() throws Exception {
    HttpCall call = sent("{\"http_endpoint\":\"http://u:p@l.example\"}", new FakeExchange());

    assertThat(call.headers()).contains(Map.entry("Authorization", "Basic dTpw"));
  }

  @Test
  void resolvesReferencesInHeaders() throws Exception {
    host.secrets.put("{vault://env/k}", "secret");

    HttpCall call =
        sent(
            "{\"http_endpoint\":\"http://l.example\",\"headers\":{\"X-Key\":\"{vault://env/k}\"}}",
            new FakeExchange());

    assertThat(call.headers()).contains(Map.entry("X-Key", "secret"));
  }

  @Test
  void anAnswerFromThreeHundredIsAFailure() {
    host.tools.answer = _ -> FakeTools.reply(300, "");

    assertThatThrownBy(() -> sent("{\"http_endpoint\":\"http://l.example\"}", new FakeExchange()))
        .hasMessageContaining("300");
  }

  @Test
  void anEntryIsOneLineOfJson() throws Exception {
    HttpCall call = sent("{\"http_endpoint\":\"http://l.example\"}", new FakeExchange());

    assertThat(new String(call.body(), UTF_8)).doesNotContain("\n");
  }

  @Test
  void refusesTwoSourcesOfCredentials() {
    assertThatThrownBy(() ->
            handler(
                "{\"http_endpoint\":\"http://u:p@l.example\",\"headers\":{\"authorization\":\"x\"}}"))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining("is not allowed");
  }

  @Test
  void luaAddsMembersAndTakesOthersOut() {
    Handler.OnLog handler =
        handler(
            "{\"http_endpoint\":\"http://l.example\",\"custom_fields_by_lua\":{"
                + "\"tenant\":\"local t = kong.request.get_header('X-Tenant') return t and t:upper()\","
                + "\"seen.status\":\"return kong.response.get_status() + 1\","
                + "\"seen.headers\":\"return kong.request.get_headers()\","
                + "\"client_ip\":\"return nil\"}}");
    handler.onLog(new FakeExchange("GET", "/a").header("X-Tenant", "acme"));

    Map<?, ?> entry = (Map<?, ?>) Json.parse(host.tools.queue().entries.getFirst());
    assertThat(entry.get("tenant")).isEqualTo("ACME");
    assertThat(entry.get("seen"))
        .isEqualTo(Map.of("status", 201L, "headers", Map.of("x-tenant", "acme")));
    assertThat(entry.containsKey("client_ip")).isFalse();
  }

  @Test
  void luaThatFailsLeavesTheEntryAsItWas() {
    Handler.OnLog handler =
        handler(
            "{\"http_endpoint\":\"http://l.example\",\"custom_fields_by_lua\":{"
                + "\"client_ip\":\"return nothing.at.all\",\"b\":\"return 'b'\"}}");
    handler.onLog(new FakeExchange("GET", "/a"));

    Map<?, ?> entry = (Map<?, ?>) Json.parse(host.tools.queue().entries.getFirst());
    assertThat(entry.get("client_ip")).isEqualTo("127.0.0.1");
    assertThat(entry.get("b")).isEqualTo("b");
  }

  @Test
  void refusesLuaItCanNotRun() {
    assertThatThrownBy(() ->
            handler(
                "{\"http_endpoint\":\"http://l.example\",\"custom_fields_by_lua\":{\"a\":\"while"
                    + " true do end\"}}"))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining("without loops");
    assertThatThrownBy(() ->
            handler(
                "{\"http_endpoint\":\"http://l.example\",\"custom_fields_by_lua\":{\"a\":\"b\"}}"))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining("Error parsing function: [string \"b\"]: '=' expected near '<eof>'");
  }
}
