package io.troop.plugins.jq;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import org.junit.jupiter.api.Test;

class JqHandlerTest {
  private final FakeHost host = new FakeHost();

  private JqHandler handler(String config) {
    return Plugins.handler(JqHandler.class, "jq", "{" + config + "}", host);
  }

  private String request(String config, String type, String body) {
    FakeExchange exchange = new FakeExchange("POST", "/").header("Content-Type", type).body(body);
    handler(config).onRequest(exchange).block();
    return exchange.outbound.body == null ? null : new String(exchange.outbound.body, UTF_8);
  }

  private String response(JqHandler handler, FakeExchange exchange, String... parts) {
    if (!handler.wantsBody(exchange)) {
      return null;
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      ByteBuf part = Unpooled.copiedBuffer(parts[i], UTF_8);
      ByteBuf sent = handler.onBody(exchange, part, i == parts.length - 1);
      out.append(sent == null ? "" : sent.toString(UTF_8));
    }
    return out.toString();
  }

  private static FakeExchange answered(int status, String type) {
    FakeExchange exchange = new FakeExchange();
    exchange.response.status = status;
    exchange.response.headers.add("Content-Type", type);
    return exchange;
  }

  @Test
  void changesTheRequestsBody() {
    assertThat(
            request(
                "\"request_jq_program\":\".items | map(select(.n > 1)) | {count: length, first:"
                    + " .[0]}\"",
                "application/json; charset=utf-8",
                "{\"items\":[{\"n\":1},{\"n\":2,\"s\":\"ä\"}]}"))
        .isEqualTo("{\"count\":1,\"first\":{\"n\":2,\"s\":\"ä\"}}\n");
  }

  @Test
  void eachResultIsALineUnlessTheyAreJoined() {
    assertThat(request("\"request_jq_program\":\".[]\"", "application/json", "[1,\"a\"]"))
        .isEqualTo("1\n\"a\"\n");
    assertThat(
            request(
                "\"request_jq_program\":\".[]\",\"request_jq_program_options\":{\"join_output\":true}",
                "application/json",
                "[1,\"a\"]"))
        .isEqualTo("1a");
    assertThat(
            request(
                "\"request_jq_program\":\".\",\"request_jq_program_options\":"
                    + "{\"sort_keys\":true,\"ascii_output\":true}",
                "application/json",
                "{\"b\":\"é\",\"a\":{\"d\":1,\"c\":2}}"))
        .isEqualToIgnoringCase("{\"a\":{\"c\":2,\"d\":1},\"b\":\"\\u00e9\"}\n");
  }

  @Test
  void aBodyOfAnotherTypeIsLeftAlone() {
    assertThat(request("\"request_jq_program\":\".a\"", "text/plain", "{\"a\":1}")).isNull();
    assertThat(
            request(
                "\"request_jq_program\":\".a\",\"request_if_media_type\":[\"text/plain\"]",
                "text/plain",
                "{\"a\":1}"))
        .isEqualTo("1\n");
  }

  @Test
  void aBodyThatIsNoJsonOrThatTheProgramFailsOnStays() {
    assertThat(request("\"request_jq_program\":\".a\"", "application/json", "{")).isEqualTo("{");
    assertThat(request("\"request_jq_program\":\"error(\\\"no\\\")\"", "application/json", "{}"))
        .isEqualTo("{}");
  }

  @Test
  void changesTheAnswersBody() {
    JqHandler handler = handler("\"response_jq_program\":\".a + 1\"");

    assertThat(response(handler, answered(200, "application/json"), "{\"a\"", ":41}"))
        .isEqualTo("42\n");
    assertThat(response(handler, answered(201, "application/json"), "{}")).isNull();
    assertThat(response(handler, answered(200, "text/html"), "{}")).isNull();
  }

  @Test
  void anAnswerOfTheGatewayIsLeftAlone() {
    FakeExchange exchange = answered(200, "application/json");
    exchange.response.fromUpstream = false;

    assertThat(response(handler("\"response_jq_program\":\".\""), exchange, "{}")).isNull();
  }

  @Test
  void aProgramIsNeededAndHasToCompile() {
    assertThatThrownBy(() -> handler(""))
        .hasMessageContaining("request_jq_program', 'response_jq_program'");
    assertThatThrownBy(() -> handler("\"request_jq_program\":\".a |\""))
        .hasMessageContaining("not a jq program");
  }
}
