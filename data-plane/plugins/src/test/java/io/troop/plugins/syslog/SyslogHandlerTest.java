package io.troop.plugins.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Handler;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyslogHandlerTest {
  private final FakeHost host = new FakeHost();

  private List<String> logged(String config, int status) {
    FakeExchange exchange = new FakeExchange();
    exchange.response.status = status;
    Plugins.handler(Handler.OnLog.class, "syslog", config, host).onLog(exchange);
    return host.tools.queue().entries.stream().map(entry -> new String(entry, UTF_8)).toList();
  }

  @Test
  void aSuccessIsInformationOfTheUserFacility() {
    assertThat(logged("{}", 200)).singleElement().asString().startsWith("<14>kong: {");
  }

  @Test
  void aServerErrorHasItsSeverityAndFacility() {
    assertThat(logged("{\"server_errors_severity\":\"err\",\"facility\":\"local3\"}", 503))
        .singleElement()
        .asString()
        .startsWith("<155>kong: {");
  }

  @Test
  void dropsWhatIsLessSevereThanTheLogLevel() {
    assertThat(logged("{\"log_level\":\"warning\",\"client_errors_severity\":\"notice\"}", 404))
        .isEmpty();
  }
}
