package io.troop.plugins.requesttermination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTerminationConfigTest {
  private final Schema schema =
      Schema.ofPlugin("request-termination", RequestTerminationConfig.class);

  @SuppressWarnings("unchecked")
  private RequestTerminationConfig config(Map<String, Object> config) {
    var checked = (Map<String, Object>) schema.check(Map.of("config", config)).get("config");
    return RecordBinder.bind(RequestTerminationConfig.class, checked);
  }

  @Test
  void theMessageIsKongsForAStatusThatHasOne() {
    assertThat(config(Map.of()).text()).isEqualTo("Service unavailable");
    assertThat(config(Map.of("status_code", 404L)).text()).isEqualTo("Not found");
    assertThat(config(Map.of("status_code", 204L)).text()).isNull();
    assertThat(config(Map.of("message", "m")).text()).isEqualTo("m");
  }

  @Test
  void aMessageExcludesABody() {
    assertThatThrownBy(() -> config(Map.of("message", "m", "body", "b")))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining("message cannot be used with content_type or body");
    assertThatThrownBy(() -> config(Map.of("content_type", "text/plain")))
        .hasMessageContaining("content_type requires a body");
    assertThatThrownBy(() -> config(Map.of("echo", true, "body", "b")))
        .hasMessageContaining("echo cannot be used with content_type and body");
  }
}
