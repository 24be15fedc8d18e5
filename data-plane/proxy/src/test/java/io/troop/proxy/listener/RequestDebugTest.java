package io.troop.proxy.listener;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.Tracing;
import io.troop.proxy.chain.FixedChain;
import io.troop.proxy.live.FixedConfig;
import io.troop.proxy.pipeline.PipelineSettings;
import io.troop.proxy.pipeline.RequestDebug;
import io.troop.proxy.pipeline.TrustedAddresses;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that ask where the time of their request went.
@Timeout(60)
final class RequestDebugTest {
  private static final String OUTPUT = "X-Kong-Request-Debug-Output";

  private final RawUpstream upstream = new RawUpstream(RawUpstream.ECHO);
  private final Gateway gateway =
      new Gateway(
          new FixedConfig()
              .route("/a", upstream.port())
              .chains(new FixedChain(new Watches()))
              .live(),
          new PipelineSettings(
                  PipelineSettings.DEFAULT.sent(),
                  "X-Real-IP",
                  false,
                  TrustedAddresses.parse(List.of("127.0.0.1")),
                  0,
                  PipelineSettings.DEFAULT.bodyBuffer(),
                  "UTF-8",
                  false,
                  Tracing.OFF,
                  null)
              .with(new RequestDebug("the token")),
          ConnectionRules.DEFAULT,
          "");

  @AfterEach
  void close() throws IOException {
    gateway.close();
    upstream.close();
  }

  private static final class Watches implements Handler.OnRequest, Handler.OnResponse {
    @Override
    public Verdict onRequest(Exchange exchange) {
      assertThat(exchange.request().headers().all("X-Kong-Request-Debug-Token")).isEmpty();
      return Verdict.PROCEED;
    }

    @Override
    public void onResponse(Exchange exchange) {}
  }

  private RawClient.Answer ask(String path, String... headers) throws IOException {
    try (RawClient client = new RawClient(gateway.port())) {
      String lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
      return client.ask("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n");
    }
  }

  private static Map<?, ?> child(Map<?, ?> part, String... path) {
    Map<?, ?> found = part;
    for (String name : path) {
      found = (Map<?, ?>) ((Map<?, ?>) found.get("child")).get(name);
    }
    return found;
  }

  @Test
  void aClientOfThisMachineIsToldWhereTheTimeWent() throws IOException {
    RawClient.Answer answer = ask("/a", "X-Kong-Request-Debug: *");

    Map<?, ?> output = (Map<?, ?>) Json.parse(answer.header(OUTPUT));
    assertThat(output.get("request_id")).isEqualTo(answer.header("X-Kong-Request-Id"));
    assertThat(output.get("total_time_without_upstream")).isInstanceOf(Number.class);
    for (List<String> path :
        List.of(
            List.of("access"),
            List.of("access", "router"),
            List.of("access", "plugins", "Watches"),
            List.of("balancer"),
            List.of("header_filter", "plugins", "Watches"),
            List.of("upstream", "time_to_first_byte"))) {
      assertThat(child(output, path.toArray(String[]::new)).get("total_time"))
          .as("%s", path)
          .isInstanceOf(Number.class);
    }
    assertThat(upstream.requests().getFirst()).doesNotContainIgnoringCase("Request-Debug");
  }

  @Test
  void aRequestWithoutARouteHasTimes() throws IOException {
    RawClient.Answer answer = ask("/unknown", "X-Kong-Request-Debug: *");

    assertThat(answer.status()).isEqualTo(404);
    Map<?, ?> output = (Map<?, ?>) Json.parse(answer.header(OUTPUT));
    assertThat(child(output, "access", "router").get("total_time")).isNotNull();
    assertThat(child(output, "upstream")).isNull();
  }

  @Test
  void aClientElsewhereShowsTheToken() throws IOException {
    String far = "X-Real-IP: 192.0.2.1";
    String asks = "X-Kong-Request-Debug: *";

    assertThat(ask("/a", far, asks).header(OUTPUT)).isNull();
    assertThat(ask("/a", far, asks, "X-Kong-Request-Debug-Token: a token").header(OUTPUT)).isNull();
    assertThat(ask("/a", far, asks, "X-Kong-Request-Debug-Token: the token").header(OUTPUT))
        .contains("request_id");
    assertThat(upstream.requests()).hasSize(3).noneMatch(request -> request.contains("token"));
  }

  @Test
  void nobodyElseIsToldAnything() throws IOException {
    assertThat(ask("/a").header(OUTPUT)).isNull();
    assertThat(ask("/a", "X-Kong-Request-Debug: access").header(OUTPUT)).isNull();
    assertThat(ask("/a", "X-Kong-Request-Debug-Log: true").header(OUTPUT)).isNull();
    assertThat(upstream.requests()).noneMatch(request -> request.contains("Request-Debug"));
  }
}
