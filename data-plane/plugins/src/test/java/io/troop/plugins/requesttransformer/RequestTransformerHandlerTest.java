package io.troop.plugins.requesttransformer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.template.TemplateException;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.Plugins;
import io.troop.plugins.fakes.StillHost;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTransformerHandlerTest {
  private final FakeExchange exchange = new FakeExchange("POST", "/a?q=7&b=client&b=two&flag");

  private static Handler handler(String config) {
    return Plugins.handler(
        Handler.class, "request-transformer", config.replace('\'', '"'), new StillHost());
  }

  private Verdict apply(String config) {
    return switch (handler(config)) {
      case Handler.OnRequest handler -> handler.onRequest(exchange);
      case Handler.OnRequestAsync handler -> handler.onRequest(exchange).block();
      default -> throw new AssertionError("no handler of requests");
    };
  }

  private String body(String contentType, String body, String config) {
    exchange.header("Content-Type", contentType).body(body);
    assertThat(apply(config)).isEqualTo(Verdict.PROCEED);
    return exchange.outbound.body == null ? null : new String(exchange.outbound.body, UTF_8);
  }

  @Test
  void changesHeadersInKongsOrder() {
    exchange.header("X-A", "1").header("X-B", "2").header("X-B", "3");

    apply(
        """
        {"remove": {"headers": ["x-a"]}, "rename": {"headers": ["x-b:X-C"]},
         "replace": {"headers": ["x-c:replaced", "x-none:1"]},
         "add": {"headers": ["x-a:added", "x-c:no"]}, "append": {"headers": ["x-a:appended"]}}\
        """);

    assertThat(exchange.outbound.headers.lines)
        .containsExactlyInAnyOrder(
            Map.entry("x-c", "replaced"), Map.entry("x-a", "added"), Map.entry("x-a", "appended"));
  }

  @Test
  void replacesHostButNeitherAddsNorRemovesIt() {
    exchange.outbound.headers.add("Host", "upstream");

    apply(
        "{'remove':{'headers':['host']},'rename':{'headers':['Host:X']},'add':{'headers':['host:x']}}");
    assertThat(exchange.outbound.headers.lines).containsExactly(Map.entry("Host", "upstream"));

    apply("{'replace':{'headers':['Host:inner.example']}}");
    assertThat(exchange.outbound.headers.all("host")).containsExactly("inner.example");
  }

  @Test
  void leavesForwardingAndFramingToTheGateway() {
    exchange.outbound.headers.add("X-Forwarded-For", "1.2.3.4");

    apply(
        """
        {"remove": {"headers": ["x-forwarded-for"]}, "replace": {"headers": ["X-Forwarded-For:x"]},
         "add": {"headers": ["Transfer-Encoding:chunked", "Content-Length:5"]},
         "append": {"headers": ["X-Real-IP:x"]}, "rename": {"headers": ["x-a:connection"]}}\
        """);

    assertThat(exchange.outbound.headers.lines)
        .containsExactly(Map.entry("X-Forwarded-For", "1.2.3.4"));
  }

  @Test
  void templatesSeeTheRequestAsItCame() {
    exchange.header("X-In", "5").header("X-Many", "1").header("X-Many", "2");
    exchange.captures = new Exchange.Captures(Arrays.asList("17", null), Map.of("user", "17"));
    exchange.shared().put("version", "v2");
    exchange.request.headers.add("Host", "client.example");
    exchange.outbound.headers.add("X-Consumer-Username", "amy");

    apply(
        """
        {"remove": {"headers": ["x-in"]}, "add": {"headers": [
          "x-1:$(headers.x_in)", "x-2:$(query_params.q)", "x-3:$(uri_captures.user)",
          "x-4:$(uri_captures[2] or [[none]])", "x-5:$(shared.version)", "x-6:$(headers.host)",
          "x-7:$(headers.x_many[2])", "x-8:$(headers.x_consumer_username)",
          "x-9:$(query_params.b[1])", "x-10:$(query_params.flag == true)"]}}\
        """);

    assertThat(
            List.of("x-1", "x-2", "x-3", "x-4", "x-5", "x-6", "x-7", "x-8", "x-9", "x-10").stream()
                .map(exchange.outbound.headers::get))
        .containsExactly(
            "5", "7", "17", "none", "v2", "client.example", "2", "amy", "client", "true");
  }

  @Test
  void aTemplatesValueCanNotEndAHeadersLine() {
    exchange.outbound.query = "q=a%0d%0aX-Evil:%201";

    apply("{'add':{'headers':['x-a:$(query_params.q)']}}");

    assertThat(exchange.outbound.headers.get("x-a")).isEqualTo("a%0D%0AX-Evil: 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'add':{'querystring':['a:1','b:2']}} | a=1&b=client&b=two&flag&q=7",
        "{'replace':{'querystring':['q:new','z:new']}} | b=client&b=two&flag&q=new",
        "{'remove':{'querystring':['b']}} | flag&q=7",
        "{'rename':{'querystring':['b:c']}} | c=client&c=two&flag&q=7",
        "{'append':{'querystring':['q:8','n:ä b','b:x']}}"
            + " | b=client&b=two&b=x&flag&n=%C3%A4%20b&q=7&q=8",
        "{'remove':{'querystring':['q','b','flag']}} | ",
        "{'add':{'querystring':['p[x][1]:$(query_params.q)']}}"
            + " | b=client&b=two&flag&p%5Bx%5D%5B1%5D=7&q=7",
        "{'add':{'headers':['x:1']}} | q=7&b=client&b=two&flag"
      })
  void changesTheQuery(String config, String expected) {
    apply(config);

    assertThat(exchange.outbound.query).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "/fixed | /fixed",
        "/r$(uri_captures[1])/x y | /rA%20B/x%20y",
        "/$(query_params.q)%2f | /7%2f",
        "/ä#x | /%C3%A4%23x"
      })
  void changesThePath(String uri, String expected) {
    exchange.captures = new Exchange.Captures(List.of("A B"), Map.of());

    apply("{'replace':{'uri':'" + uri + "'}}");

    assertThat(exchange.outbound.path).isEqualTo(expected);
  }

  @Test
  void aPathMustBeginWithASlash() {
    assertThatThrownBy(() -> apply("{'replace':{'uri':'$(headers.nope)'}}"))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining("begins with /");
  }

  @Test
  void anErrorInATemplateFailsTheRequest() {
    assertThatThrownBy(() -> apply("{'add':{'headers':['x:$(foo())']}}"))
        .isInstanceOf(TemplateException.class)
        .hasMessage("attempt to call 'foo' (a nil value)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'add':{'body':['b:2','a:3']}} | {'a':1} | {'a':1,'b':'2'}",
        "{'replace':{'body':['a:2','z:1','f:1']}} | {'a':1,'f':false} | {'a':'2','f':false}",
        "{'rename':{'body':['a:b','n:m']}} | {'a':1,'n':null} | {'b':1,'m':null}",
        "{'append':{'body':['a:2','l:2','n:2']}} | {'a':'1','l':[1],'n':5}"
            + " | {'a':['1','2'],'l':[1,'2'],'n':['2']}",
        "{'remove':{'body':['a']}} | {'a':1,'b':{'c':'ü'}} | {'b':{'c':'ü'}}",
        "{'add':{'body':['b:ä']}} | {'c':'ö','d':['ü']} | {'c':'ö','d':['ü'],'b':'ä'}",
        "{'add':{'body':['b:1']}} | `` | {'b':'1'}"
      })
  void changesJson(String config, String body, String expected) {
    assertThat(body("application/json; charset=utf-8", body.replace('\'', '"'), config))
        .isEqualTo(expected.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "text/plain | a=1 | {'add':{'headers':['x-live:1'],'body':['b:2']}}",
        "application/json | no json | {'add':{'body':['b:2']}}",
        "application/json | [1] | {'add':{'body':['b:2']}}",
        "application/json | {'a':1} | {'remove':{'body':['z']}}",
        "application/json | `` | {'remove':{'body':['z']}}",
        "application/x-www-form-urlencoded | a=%31&b | {'replace':{'body':['z:1']}}",
        "multipart/form-data | a | {'add':{'body':['z:1']}}"
      })
  void leavesOtherBodiesAlone(String type, String body, String config) {
    assertThat(body(type, body.replace('\'', '"'), config)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'replace':{'body':['a:2']}} | a=1&b=2 | a=2&b=2",
        "{'remove':{'body':['a']}} | a=1&b=2 | b=2",
        "{'rename':{'body':['a:c']}} | a=1&a=3&b=2 | b=2&c=1&c=3",
        "{'append':{'body':['a:x']}} | a=1 | a=1&a=x",
        "{'add':{'body':['c:$(query_params.q)']}} | a=%C3%A4+b | a=%C3%A4%20b&c=7"
      })
  void changesForms(String config, String body, String expected) {
    assertThat(body("application/x-www-form-urlencoded", body, config)).isEqualTo(expected);
  }

  @Test
  void changesMultipartForms() {
    String before =
        "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nüber\r\n"
            + "--X\r\nContent-Disposition: form-data; name=\"gone\"\r\n\r\n1\r\n"
            + "--X\r\nContent-Disposition: form-data; name=\"r\"\r\n\r\n2\r\n--X--\r\n";

    assertThat(
            body(
                "multipart/form-data; boundary=X",
                before,
                "{'rename':{'body':['a:b']},'remove':{'body':['gone']},"
                    + "'replace':{'body':['r:3','z:1']},'add':{'body':['n:4','r:5']}}"))
        .isEqualTo(
            "--X\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\nüber\r\n"
                + "--X\r\nContent-Disposition: form-data; name=\"r\"\r\n\r\n3\r\n"
                + "--X\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\n4\r\n--X--\r\n");
  }

  @Test
  void aRenamedFieldOfAMultipartFormTakesThePlaceOfItsNamesake() {
    assertThat(
            body(
                "multipart/form-data; boundary=X",
                "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n"
                    + "--X\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n2\r\n--X--\r\n",
                "{'rename':{'body':['a:b']}}"))
        .isEqualTo("--X\r\nContent-Disposition: form-data; name=\"b\"\r\n\r\n1\r\n--X--\r\n");
  }

  @Test
  void aNewContentTypeDecidesHowTheBodyIsRead() {
    assertThat(
            body(
                "text/plain",
                "{\"a\":1}",
                "{'replace':{'headers':['content-type:application/json']},'add':{'body':['b:2']}}"))
        .isEqualTo("{\"a\":1,\"b\":\"2\"}");
  }

  @Test
  void changesWhatAnEarlierPluginLeftOfTheBody() {
    exchange.header("Content-Type", "application/json").body("{\"secret\":1,\"a\":1}");
    exchange.outbound.body(Unpooled.copiedBuffer("{\"a\":1}", UTF_8));

    apply("{'add':{'body':['b:2']}}");

    assertThat(exchange.outbound.body).asString(UTF_8).isEqualTo("{\"a\":1,\"b\":\"2\"}");
  }

  @Test
  void refusesBodiesTooLargeToBeChanged() {
    exchange.header("Content-Type", "application/json").body(new byte[(32 << 20) + 1]);

    assertThat(apply("{'remove':{'body':['a']}}"))
        .isEqualTo(Verdict.error(413, "Request body is too large to be transformed"));
  }

  @Test
  void aMethodWithoutABodyMovesTheFormIntoTheQuery() {
    body("application/x-www-form-urlencoded", "a=1&b=3&b=4", "{'http_method':'GET'}");

    assertThat(exchange.outbound.method).isEqualTo("GET");
    assertThat(exchange.outbound.query).isEqualTo("a=1&b=client&b=two&b=3&b=4&flag&q=7");
  }

  @Test
  void anotherMethodLeavesTheFormWhereItIs() {
    body("application/x-www-form-urlencoded", "a=1", "{'http_method':'PUT'}");

    assertThat(exchange.outbound.method).isEqualTo("PUT");
    assertThat(exchange.outbound.query).isEqualTo(exchange.request.query);
  }

  @Test
  void readsBodiesOnlyWhenSomethingInThemIsToBeChanged() {
    assertThat(handler("{'add':{'headers':['a:1'],'querystring':['a:1']},'http_method':'PUT'}"))
        .isInstanceOf(Handler.OnRequest.class);
    assertThat(handler("{'add':{'body':['a:1']}}")).isInstanceOf(Handler.OnRequestAsync.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'add':{'querystring':['uri_param2:']}} | key 'uri_param2' has no value",
        "{'add':{'body':['a:$(uri_captures user2)']}} | value '$(uri_captures user2)' is not in"
            + " supported format, error:')' expected near 'user2'",
        "{'add':{'headers':['a b:1']}} | 'a b' is not a valid header",
        "{'add':{'headers':['a:$(']}} | ",
        "{'add':{'headers':['a:$(b c)']}} | is not in supported format",
        "{'replace':{'uri':'/$(b c)'}} | is not in supported format",
        "{'rename':{'headers':['a:b c']}} | 'b c' is not a valid header",
        "{'remove':{'headers':['a b']}} | 'a b' is not a valid header",
        "{'http_method':'post'} | invalid value: post"
      })
  void refusesWrongConfigurations(String config, String message) {
    if (message == null) {
      assertThat(handler(config)).isNotNull();
      return;
    }
    assertThatThrownBy(() -> handler(config))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(message);
  }
}
