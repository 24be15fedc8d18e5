package io.troop.plugins.kafkaupstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.form.UnreadableBody;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageValueTest {

  private static KafkaUpstreamConfig config(
      boolean method, boolean uri, boolean headers, boolean body) {
    Map<String, Object> checked =
        io.troop.plugin.schema.Schema.of(KafkaUpstreamConfig.class)
            .check(
                Map.of(
                    "topic", "t",
                    "forward_method", method,
                    "forward_uri", uri,
                    "forward_headers", headers,
                    "forward_body", body));
    return io.troop.plugin.schema.RecordBinder.bind(KafkaUpstreamConfig.class, checked);
  }

  private static Map<String, Object> body(String contentType, String body) throws Exception {
    FakeExchange exchange = new FakeExchange("POST", "/");
    if (contentType != null) {
      exchange.header("Content-Type", contentType);
    }
    return MessageValue.of(config(false, false, false, true), exchange, body.getBytes(UTF_8));
  }

  @Test
  void eachPartIsThereOnlyWhenAskedFor() throws Exception {
    FakeExchange exchange =
        new FakeExchange("GET", "/kafka?a=1")
            .header("AAA", "888")
            .header("x", "1")
            .header("X", "2");

    assertThat(MessageValue.of(config(true, false, false, false), exchange, new byte[0]))
        .isEqualTo(Map.of("method", "GET"));
    assertThat(MessageValue.of(config(false, true, false, false), exchange, new byte[0]))
        .isEqualTo(Map.of("uri", "/kafka?a=1", "uri_args", Map.of("a", "1")));
    assertThat(MessageValue.of(config(false, false, true, false), exchange, new byte[0]))
        .isEqualTo(Map.of("headers", Map.of("aaa", "888", "x", List.of("1", "2"))));
    assertThat(MessageValue.of(config(false, false, false, true), exchange, new byte[0])).isEmpty();
  }

  @Test
  void readsTheBodiesItKnows() throws Exception {
    assertThat(body("application/json; charset=utf-8", "{\"a\":1}"))
        .isEqualTo(Map.of("body", "{\"a\":1}", "body_args", Map.of("a", 1L)));
    assertThat(body("application/x-www-form-urlencoded", "a=1&b=x%20y"))
        .isEqualTo(Map.of("body", "a=1&b=x%20y", "body_args", Map.of("a", "1", "b", "x y")));
    assertThat(body("text/xml", "<a/>")).isEqualTo(Map.of("body", "<a/>"));
    String form = "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nüü\r\n--X--\r\n";
    assertThat(body("multipart/form-data; boundary=X", form))
        .isEqualTo(Map.of("body", form, "body_args", Map.of("a", "üü")));
  }

  @Test
  void encodesOtherBodies() throws Exception {
    Map<String, Object> encoded = Map.of("body", "aGk=", "body_base64", true);

    assertThat(body("application/octet-stream", "hi")).isEqualTo(encoded);
    assertThat(body(null, "hi")).isEqualTo(encoded);
  }

  @Test
  void refusesABodyThatIsNotWhatItSays() {
    assertThatThrownBy(() -> body("application/json", "{")).isInstanceOf(UnreadableBody.class);
    assertThatThrownBy(() -> body("multipart/form-data", "x")).isInstanceOf(UnreadableBody.class);
    assertThatThrownBy(() -> body("multipart/form-data; boundary=X", "--X\r\n"))
        .isInstanceOf(UnreadableBody.class);
  }

  @Test
  void forwardingNothingIsRefused() {
    assertThatThrownBy(() -> config(false, false, false, false))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining("at least one of these attributes must be true");
  }
}
