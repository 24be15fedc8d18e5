package io.troop.plugins.loggly;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import org.junit.jupiter.api.Test;

class LogglyHandlerTest {

  @Test
  void writesTheSyslogHeadThatLogglyReads() {
    FakeHost host = new FakeHost();
    host.secrets.put("{vault://env/token}", "t0ken");
    FakeExchange exchange = new FakeExchange();
    exchange.response.status = 500;

    Plugins.handler(
            Handler.OnLog.class,
            "loggly",
            "{\"key\":\"{vault://env/token}\",\"tags\":[\"a\",\"b\"],\"server_errors_severity\":\"crit\"}",
            host)
        .onLog(exchange);

    assertThat(new String(host.tools.queue().entries.getFirst(), UTF_8))
        .matches(
            "<10>1 2023-11-14T22:13:20Z \\S+ kong - - \\[t0ken@41058 tag=\"a\" tag=\"b\"] \\{.*}");
  }
}
