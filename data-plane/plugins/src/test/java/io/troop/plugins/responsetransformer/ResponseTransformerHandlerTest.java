package io.troop.plugins.responsetransformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTransformerHandlerTest {
  private final FakeExchange exchange = new FakeExchange();

  private static ResponseTransformerHandler handler(String config) {
    return Plugins.handler(
        ResponseTransformerHandler.class, "response-transformer", config, new StillHost());
  }

  private void with(String... namesAndValues) {
    for (int i = 0; i < namesAndValues.length; i += 2) {
      exchange.response.headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
  }

  /// The body a client gets for one that arrives in two parts.
  private String body(String config, String body) {
    ResponseTransformerHandler handler = handler(config);
    with("Content-Type", "application/json; charset=utf-8");
    handler.onResponse(exchange);
    assertThat(handler.wantsBody(exchange)).isTrue();
    int half = body.length() / 2;
    StringBuilder out = new StringBuilder();
    append(out, handler.onBody(exchange, buffer(body.substring(0, half)), false));
    append(out, handler.onBody(exchange, buffer(body.substring(half)), false));
    append(out, handler.onBody(exchange, null, true));
    return out.toString();
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.copiedBuffer(text, UTF_8);
  }

  private static void append(StringBuilder out, ByteBuf part) {
    if (part != null) {
      out.append(part.toString(UTF_8));
      part.release();
    }
  }

  @Test
  void changesHeadersInKongsOrder() {
    with("X-Gone", "1", "X-Old", "a", "X-Old", "b", "X-Here", "1");

    handler(
            """
            {"remove": {"headers": ["x-gone"]},
             "rename": {"headers": ["X-Old:X-New", "X-Nope:X-None"]},
             "replace": {"headers": ["X-Here:2", "X-Away:2"]},
             "add": {"headers": ["X-Here:3", "X-Added:3"]},
             "append": {"headers": ["X-Here:4"]}}\
            """)
        .onResponse(exchange);

    assertThat(exchange.response.headers.lines)
        .containsExactlyInAnyOrder(
            Map.entry("X-New", "a"),
            Map.entry("X-New", "b"),
            Map.entry("X-Here", "2"),
            Map.entry("X-Here", "4"),
            Map.entry("X-Added", "3"));
  }

  @Test
  void asksWhatIsThereBeforeTheFirstChange() {
    with("X-A", "1");

    handler("{\"remove\":{\"headers\":[\"X-A\"]},\"add\":{\"headers\":[\"X-A:2\"]}}")
        .onResponse(exchange);

    assertThat(exchange.response.headers.all("x-a")).isEmpty();
  }

  @Test
  void keepsColonsOfValuesAndLeavesOutEmptyOnes() {
    handler("{\"add\":{\"headers\":[\"Link:http://a/b\",\"X-Empty:\"]}}").onResponse(exchange);

    assertThat(exchange.response.headers.lines).containsExactly(Map.entry("Link", "http://a/b"));
  }

  @Test
  void leavesTheFramingToTheGateway() {
    handler("{\"add\":{\"headers\":[\"Transfer-Encoding:gzip\"]}}").onResponse(exchange);

    assertThat(exchange.response.headers.lines).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'remove':{'json':['a']}} | {'a':1,'b':2} | {'b':2}",
        "{'rename':{'json':['a:c','x:y']}} | {'a':null,'b':2} | {'b':2,'c':null}",
        "{'replace':{'json':['a:x','n:x','f:x']}} | {'a':1,'f':false} | {'a':'x','f':false}",
        "{'add':{'json':['a:x','b:y','f:z']}} | {'a':1,'f':false} | {'a':1,'f':'z','b':'y'}",
        "{'append':{'json':['s:x','l:x','n:x','z:x']}} | {'s':'a','l':[1],'n':7}"
            + " | {'s':['a','x'],'l':[1,'x'],'n':['x'],'z':['x']}",
        "{'add':{'json':['n:5','d:1.5','b:true','c:no','s:5','bad:x'],"
            + "'json_types':['number','number','boolean','boolean','string','number']}}"
            + " | {} | {'n':5,'d':1.5,'b':true,'c':false,'s':'5'}",
        "{'add':{'json':['u:http://a/b']}} | {'e':[],'o':{}} | {'e':[],'o':{},'u':'http://a/b'}"
      })
  void changesMembersOfObjects(String config, String body, String expected) {
    assertThat(body(config.replace('\'', '"'), body.replace('\'', '"')))
        .isEqualTo(expected.replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no json", "[1,2]", "5"})
  void leavesOtherBodiesAlone(String body) {
    assertThat(body("{\"add\":{\"json\":[\"a:1\"]}}", body)).isEqualTo(body);
  }

  @Test
  void givesUpOnHugeBodies() {
    ResponseTransformerHandler handler = handler("{\"add\":{\"json\":[\"a:1\"]}}");
    ByteBuf huge = Unpooled.wrappedBuffer(new byte[(32 << 20) + 1]);

    ByteBuf sent = handler.onBody(exchange, huge, false);

    assertThat(sent.readableBytes()).isEqualTo((32 << 20) + 1);
    sent.release();
    ByteBuf more = buffer("x");
    assertThat(handler.onBody(exchange, more, false)).isSameAs(more);
    more.release();
    assertThat(handler.onBody(exchange, null, true)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "application/problem+json; charset=utf-8, true",
    "'text/html, application/JSON', true",
    "application/x-www-form-urlencoded, false",
    ", false"
  })
  void wantsJsonBodiesOnly(String type, boolean wanted) {
    if (type != null) {
      with("Content-Type", type);
    }

    assertThat(handler("{\"add\":{\"json\":[\"a:1\"]}}").wantsBody(exchange)).isEqualTo(wanted);
    assertThat(handler("{\"add\":{\"headers\":[\"a:1\"]}}").wantsBody(exchange)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'rename':{'headers':['a b:c']}} | 'a b' is not a valid header",
        "{'rename':{'headers':['a:c d']}} | 'c d' is not a valid header",
        "{'add':{'headers':['nocolon']}} | invalid value: nocolon",
        "{'add':{'json':[':x']}} | invalid value: :x",
        "{'add':{'json_types':['list']}} | expected one of: boolean, number, string"
      })
  void refusesWrongConfigurations(String config, String message) {
    String json = config.replace('\'', '"');

    assertThatThrownBy(() -> handler(json))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(message);
  }
}
