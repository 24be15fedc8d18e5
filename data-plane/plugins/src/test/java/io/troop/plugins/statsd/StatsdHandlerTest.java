package io.troop.plugins.statsd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Handler;
import io.troop.plugin.entity.Consumer;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatsdHandlerTest {
  private final FakeHost host = new FakeHost();
  private final FakeExchange exchange =
      new FakeExchange().route(UUID.randomUUID(), "r").service(UUID.randomUUID(), "my.svc", "h");

  private List<String> lines(String config) {
    Plugins.handler(Handler.OnLog.class, "statsd", config, host).onLog(exchange);
    return host.tools.queue().entries.stream().map(line -> new String(line, UTF_8)).toList();
  }

  @Test
  void namesTheDefaultMetricsByService() {
    assertThat(lines("{}"))
        .contains(
            "kong.service.my_svc.request.count:1|c",
            "kong.service.my_svc.latency:9|ms",
            "kong.service.my_svc.status.200:1|c",
            "kong.service.my_svc.response.size:42|c",
            "kong.service.my_svc.workspace.default.status.200:1|c")
        .noneMatch(line -> line.contains(".user."));
  }

  @Test
  void countsUsers() {
    exchange.identity =
        new Identity(new Consumer(UUID.randomUUID(), "bob", "b-1", null, 1, 2), "c", "c", false);

    assertThat(lines("{}"))
        .contains(
            "kong.service.my_svc.user.uniques:b-1|s",
            "kong.service.my_svc.user.b-1.request.count:1|c",
            "kong.service.my_svc.user.b-1.status.200:1|c",
            "kong.route." + exchange.route.id() + ".user.b-1.status.200:1|c");
  }

  @Test
  void writesTagsInTheStyleAskedFor() {
    String config =
        "{\"tag_style\":\"dogstatsd\",\"metrics\":[{\"name\":\"request_count\",\"stat_type\":\"counter\",\"sample_rate\":0.5}]}";

    assertThat(lines(config))
        .singleElement()
        .asString()
        .matches(
            "kong\\.request\\.count:1\\|c\\|@0\\.5\\|#service:my\\.svc,route:r,workspace:default,node:[^,]+,status:200");
  }

  @Test
  void thereAreNoTagsWithoutAServicesName() {
    exchange.service = null;
    String metrics =
        "\"metrics\":[{\"name\":\"request_count\",\"stat_type\":\"counter\",\"sample_rate\":1},"
            + "{\"name\":\"status_count\",\"stat_type\":\"counter\",\"sample_rate\":1}]";

    assertThat(lines("{\"tag_style\":\"influxdb\"," + metrics + "}"))
        .containsExactly("kong.request.count:1|c");
  }

  @Test
  void measuresOnlyTheStatusCodesAllowed() {
    exchange.response.status = 404;

    assertThat(lines("{\"allow_status_codes\":[\"200-299\",\"500-599\"]}")).isEmpty();
  }

  @Test
  void putsLinesTogetherUpToTheSizeOfADatagram() {
    List<byte[]> lines =
        List.of("aaaa".getBytes(UTF_8), "bb".getBytes(UTF_8), "cc".getBytes(UTF_8));

    assertThat(StatsdServer.packed(lines, 7).stream().map(d -> new String(d, UTF_8)))
        .containsExactly("aaaa\nbb", "cc");
    assertThat(StatsdServer.packed(lines, 0)).hasSize(3);
  }
}
