package io.troop.plugins.responsetransformeradvanced;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import io.troop.transform.Gzip;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResponseTransformerAdvancedHandlerTest {
  private final FakeExchange exchange = new FakeExchange();

  private static ResponseTransformerAdvancedHandler handler(String config) {
    return Plugins.handler(
        ResponseTransformerAdvancedHandler.class,
        "response-transformer-advanced",
        config.replace('\'', '"'),
        new StillHost());
  }

  /// The body a client gets for one that arrives in two parts; null when it is not looked at.
  private byte[] bytes(String config, byte[] body) {
    ResponseTransformerAdvancedHandler handler = handler(config);
    handler.onResponse(exchange);
    if (!handler.wantsBody(exchange)) {
      return null;
    }
    int half = body.length / 2;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ByteBuf part :
        new ByteBuf[] {
          handler.onBody(exchange, Unpooled.copiedBuffer(body, 0, half), false),
          handler.onBody(exchange, Unpooled.copiedBuffer(body, half, body.length - half), false),
          handler.onBody(exchange, null, true)
        }) {
      if (part != null) {
        byte[] some = new byte[part.readableBytes()];
        part.readBytes(some);
        part.release();
        out.writeBytes(some);
      }
    }
    return out.toByteArray();
  }

  private String body(String config, String body) {
    exchange.response.headers.add("Content-Type", "application/json");
    byte[] bytes = bytes(config, body.replace('\'', '"').getBytes(UTF_8));
    return bytes == null ? null : new String(bytes, UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'remove':{'json':['a.b']}} | {'a.b':1,'a':{'b':2}} | {'a':{'b':2}}",
        "{'dots_in_keys':false,'remove':{'json':['a.b','l[*].x','l[1].y']}}"
            + " | {'a':{'b':2},'l':[{'x':1,'y':1},{'x':2,'y':2}]} | {'a':{},'l':[{},{'y':2}]}",
        "{'dots_in_keys':false,'replace':{'json':['a.b:5'],'json_types':['number']}}"
            + " | {'a':{'b':2}} | {'a':{'b':5}}",
        "{'add':{'json':['a:$(x)','b:true'],'json_types':['string','boolean']}} | {} | {'a':'$(x)','b':true}",
        "{'append':{'json':['a:x']}} | {'a':'y'} | {'a':['y','x']}",
        "{'allow':{'json':['a']}} | {'a':1,'b':2} | {'a':1}",
        "{'replace':{'body':'gone'}} | {'a':1} | gone",
        "{'remove':{'json':['a'],'if_status':['500-599','200']}} | {'a':1} | {}",
        "{'transform':{'functions':['return function (data) if type(data) ~= \\'table\\' then return data end"
            + " data[\\'foo\\'] = nil data[\\'foobar\\'] = \\'hello\\' return data end']}}"
            + " | {'foo':1,'l':[]} | {'l':[],'foobar':'hello'}",
        "{'dots_in_keys':false,'transform':{'json':['l[*].n','none'],'functions':['return function(n) return n + 1 end',"
            + "'return function(n) return n * 2 end']}} | {'l':[{'n':1},{'n':2}]} | {'l':[{'n':4},{'n':6}]}",
        "{'transform':{'functions':['return function(d) return d.x.y end']}} | {'a':1} | {'a':1}"
      })
  void changesJson(String config, String before, String after) {
    assertThat(body(config, before)).isEqualTo(after.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'remove':{'json':['a'],'if_status':['500-599']}}",
        "{'replace':{'body':'x','if_status':['404']}}",
        "{'transform':{'functions':['return function(d) return d end'],'if_status':['201','204']}}",
        "{'add':{'headers':['a:b']}}"
      })
  void leavesBodiesOfOtherStatusesAlone(String config) {
    assertThat(body(config, "{'a':1}")).isNull();
  }

  @Test
  void changesHeadersOfSomeStatuses() {
    exchange.response.headers.add("X-A", "1");
    exchange.response.status = 503;
    handler(
            "{'remove':{'headers':['X-A'],'if_status':['200']},'rename':{'headers':['X-A:X-B'],'if_status':['500-599']},"
                + "'add':{'headers':['X-C:3']},'append':{'headers':['X-C:4'],'if_status':['503']}}")
        .onResponse(exchange);
    assertThat(exchange.response.headers.lines)
        .containsExactly(Map.entry("X-B", "1"), Map.entry("X-C", "3"), Map.entry("X-C", "4"));
  }

  @Test
  void unpacksAndPacksGzip() throws Exception {
    exchange.response.headers.add("Content-Type", "application/json");
    exchange.response.headers.add("Content-Encoding", "gzip");
    byte[] got =
        bytes("{'remove':{'json':['a']}}", Gzip.packed("{\"a\":1,\"b\":2}".getBytes(UTF_8)));
    assertThat(Gzip.unpacked(got, 100)).asString(UTF_8).isEqualTo("{\"b\":2}");
    assertThat(exchange.response.headers.get("content-encoding")).isEqualTo("gzip");
  }

  @Test
  void leavesOtherEncodingsAndBrokenGzipAlone() {
    exchange.response.headers.add("Content-Encoding", "br");
    assertThat(body("{'remove':{'json':['a']}}", "{'a':1}")).isNull();
    FakeExchange broken = new FakeExchange();
    broken.response.headers.add("Content-Encoding", "gzip");
    broken.response.headers.add("Content-Type", "application/json");
    ResponseTransformerAdvancedHandler handler = handler("{'remove':{'json':['a']}}");
    handler.onResponse(broken);
    ByteBuf same = handler.onBody(broken, Unpooled.copiedBuffer("{}", UTF_8), true);
    assertThat(same.toString(UTF_8)).isEqualTo("{}");
    same.release();
  }

  @Test
  void aReplacedBodyIsNotPacked() {
    exchange.response.headers.add("Content-Encoding", "br");
    exchange.response.headers.add("Content-Type", "text/html");
    assertThat(bytes("{'replace':{'body':'x'}}", "packed".getBytes(UTF_8)))
        .asString(UTF_8)
        .isEqualTo("x");
    assertThat(exchange.response.headers.get("content-encoding")).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'remove':{'if_status':['5xx']}} | value '5xx' is neither status code nor status code range",
        "{'remove':{'if_status':['599-500']}} | neither status code nor",
        "{'transform':{'functions':['x']}} | Error parsing function: ",
        "{'add':{'headers':['x']}} | invalid value: x",
        "{'add':{'json_types':['list']}} | expected one of: boolean, number, string"
      })
  void refusesWrongConfigurations(String config, String message) {
    assertThatThrownBy(() -> handler(config))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(message.replace("x'' is", "x' is"));
  }
}
