package io.troop.plugins.datadog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange.Identity;
import io.troop.plugin.Handler;
import io.troop.plugin.entity.Consumer;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DatadogHandlerTest {

  @Test
  void sendsTheDefaultMetricsWithTags() {
    FakeHost host = new FakeHost();
    FakeExchange exchange = new FakeExchange().service(UUID.randomUUID(), "my.service", "h");
    exchange.identity =
        new Identity(new Consumer(UUID.randomUUID(), "bob", "b-1", null, 1, 2), "c", "c", false);

    Plugins.handler(Handler.OnLog.class, "datadog", "{}", host).onLog(exchange);

    assertThat(host.tools.queue().entries.stream().map(line -> new String(line, UTF_8)))
        .containsExactlyInAnyOrder(
            "kong.request.count:1|c|#name:my_service,status:200,consumer:b-1,app:kong",
            "kong.latency:9|ms|#name:my_service,status:200,consumer:b-1,app:kong",
            "kong.request.size:0|ms|#name:my_service,status:200,consumer:b-1,app:kong",
            "kong.response.size:42|ms|#name:my_service,status:200,consumer:b-1,app:kong",
            "kong.upstream_latency:5|ms|#name:my_service,status:200,consumer:b-1,app:kong",
            "kong.kong_latency:2|ms|#name:my_service,status:200,consumer:b-1,app:kong");
  }
}
