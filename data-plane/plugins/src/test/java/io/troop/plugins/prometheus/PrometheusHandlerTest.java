package io.troop.plugins.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Handler;
import io.troop.plugin.entity.Consumer;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrometheusHandlerTest {
  private final FakeHost host = new FakeHost();

  private void log(String config, FakeExchange exchange) {
    Plugins.handler(Handler.OnLog.class, "prometheus", config, host).onLog(exchange);
  }

  private static FakeExchange exchange() {
    FakeExchange exchange =
        new FakeExchange()
            .route(UUID.randomUUID(), "r")
            .service(UUID.randomUUID(), "s", "up.example");
    exchange.identity =
        new Identity(new Consumer(UUID.randomUUID(), "bob", null, null, 1, 2), "c", "c", false);
    return exchange;
  }

  @Test
  void countsRequestsByConsumerInKongsOrderOfLabels() {
    log("{\"status_code_metrics\":true,\"per_consumer\":true}", exchange());
    log("{\"status_code_metrics\":true,\"per_consumer\":true}", exchange());

    assertThat(host.tools.page())
        .contains(
            "kong_http_requests_total{service=\"s\",route=\"r\",code=\"200\",source=\"service\",workspace=\"default\",consumer=\"bob\"}"
                + " 2\n");
  }

  @Test
  void countsNothingUnlessAskedTo() {
    log("{}", exchange());

    assertThat(host.tools.page()).isEmpty();
  }

  /// Names, types and labels as Kong's `plugins/prometheus/exporter.lua` has them.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status_code_metrics | kong_http_requests_total | counter"
            + " | service,route,code,source,workspace,consumer",
        "bandwidth_metrics | kong_bandwidth_bytes | counter"
            + " | service,route,direction,workspace,consumer",
        "latency_metrics | kong_kong_latency_ms | histogram | service,route,workspace",
        "latency_metrics | kong_upstream_latency_ms | histogram | service,route,workspace",
        "latency_metrics | kong_request_latency_ms | histogram | service,route,workspace",
      })
  void metricsAreKongs(String option, String name, String type, String labels) {
    log("{\"" + option + "\":true}", exchange());

    assertThat(host.tools.page().lines()).contains("# TYPE " + name + " " + type);
    String series = type.equals("histogram") ? name + "_count" : name;
    String line =
        host.tools.page().lines().filter(each -> each.startsWith(series + "{")).findFirst().get();
    String names = line.replaceAll("^[^{]*\\{|\\}.*$", "").replaceAll("=\"[^\"]*\"", "");
    assertThat(names).isEqualTo(labels);
  }

  @Test
  void instancesShareTheirSeries() {
    log("{\"status_code_metrics\":true}", exchange());
    log("{\"bandwidth_metrics\":true}", exchange());

    assertThat(host.tools.sources).hasSize(1);
    assertThat(host.tools.page())
        .contains("kong_http_requests_total{", "kong_bandwidth_bytes{")
        .contains("direction=\"egress\",workspace=\"default\",consumer=\"\"} 42");
  }

  @Test
  void bucketsLatenciesCumulatively() {
    log("{\"latency_metrics\":true}", exchange());

    assertThat(host.tools.page())
        .contains(
            "kong_request_latency_ms_bucket{service=\"s\",route=\"r\",workspace=\"default\",le=\"25\"}"
                + " 1\n")
        .contains(
            "kong_kong_latency_ms_bucket{service=\"s\",route=\"r\",workspace=\"default\",le=\"1\"}"
                + " 0\n")
        .contains(
            "kong_kong_latency_ms_bucket{service=\"s\",route=\"r\",workspace=\"default\",le=\"2\"}"
                + " 1\n")
        .contains(
            "kong_upstream_latency_ms_count{service=\"s\",route=\"r\",workspace=\"default\"} 1\n")
        .contains(
            "kong_upstream_latency_ms_sum{service=\"s\",route=\"r\",workspace=\"default\"} 5\n");
  }

  @Test
  void countsNothingUnlessAsked() {
    log("{}", exchange());

    assertThat(host.tools.page()).isEmpty();
  }

  @Test
  void countsNoExchangeWithoutARoute() {
    log("{\"status_code_metrics\":true}", new FakeExchange());

    assertThat(host.tools.page()).isEmpty();
  }
}
