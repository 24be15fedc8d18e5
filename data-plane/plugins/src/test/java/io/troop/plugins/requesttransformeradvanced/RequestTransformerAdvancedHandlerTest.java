package io.troop.plugins.requesttransformeradvanced;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeExchange;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTransformerAdvancedHandlerTest {
  private final FakeHost host = new FakeHost();
  private final FakeExchange exchange = new FakeExchange("POST", "/a?q=7");

  private void apply(String config) {
    Handler handler =
        Plugins.handler(
            Handler.class, "request-transformer-advanced", config.replace('\'', '"'), host);
    Verdict verdict =
        switch (handler) {
          case Handler.OnRequest now -> now.onRequest(exchange);
          case Handler.OnRequestAsync later -> later.onRequest(exchange).block();
          default -> throw new AssertionError("no handler of requests");
        };
    assertThat(verdict).isEqualTo(Verdict.PROCEED);
  }

  private String body(String config, String body) {
    exchange.header("Content-Type", "application/json").body(body.replace('\'', '"'));
    apply(config);
    return exchange.outbound.body == null
        ? null
        : new String(exchange.outbound.body, UTF_8).replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'add':{'body':['n:5','b:true','s:x','bad:x'],'json_types':['number','boolean','string',"
            + "'number']}} | {'a':1} | {'a':1,'n':5,'b':true,'s':'x'}",
        "{'replace':{'body':['a:$(query_params.q)','z:1'],'json_types':['number']}} | {'a':1}"
            + " | {'a':7}",
        "{'append':{'body':['a:2'],'json_types':['number']}} | {'a':[1]} | {'a':[1,2]}",
        "{'allow':{'body':['a','b']},'add':{'body':['c:ä']}} | {'a':1,'x':2} | {'a':1,'c':'ä'}",
        "{'remove':{'body':['a.b']}} | {'a.b':1,'a':{'b':2}} | {'a':{'b':2}}",
        "{'dots_in_keys':false,'remove':{'body':['a.b']}} | {'a.b':1,'a':{'b':2,'c':3}}"
            + " | {'a.b':1,'a':{'c':3}}",
        "{'dots_in_keys':false,'remove':{'body':['c[*].info.phone']}}"
            + " | {'c':[{'info':{'phone':1,'n':2}},{'x':1},{'info':{'phone':3}}]}"
            + " | {'c':[{'info':{'n':2}},{'x':1},{'info':{}}]}",
        "{'dots_in_keys':false,'remove':{'body':['c[2]','d[*]']}} | {'c':[1,2,3],'d':[1,2]}"
            + " | {'c':[1,3],'d':[]}",
        "{'dots_in_keys':false,'replace':{'body':['c[*].n:9','d[1]:8','e[5]:7']}}"
            + " | {'c':[{'n':1},{}],'d':[1,2],'e':[1]} | {'c':[{'n':'9'},{}],'d':['8',2],'e':[1]}",
        "{'dots_in_keys':false,'rename':{'body':['a.b:a.c','x:y']}} | {'a':{'b':1},'x':2}"
            + " | {'a':{'c':1},'y':2}",
        "{'dots_in_keys':false,'add':{'body':['a.b:1','no.way:2']}} | {'a':{}} | {'a':{'b':'1'}}",
        "{'add':{'body':['a:1']}} | `` | {'a':'1'}"
      })
  void changesJson(String config, String body, String expected) {
    assertThat(body(config, body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"no json", "5", "[1]", "`{'a':1}`"})
  void leavesBodiesAloneThatItCanNotOrNeedNotChange(String body) {
    assertThat(body("{'remove':{'body':['z']}}", body.replace("`", ""))).isNull();
  }

  @Test
  void changesNoForms() {
    exchange.header("Content-Type", "application/x-www-form-urlencoded").body("a=1");

    apply("{'remove':{'body':['a']}}");

    assertThat(exchange.outbound.body).isNull();
  }

  @Test
  void changesHeadersQueryAndPathAsItsSmallerSister() {
    exchange.header("X-In", "5");

    apply(
        """
        {"add": {"headers": ["X-A:$(headers.x_in)"], "querystring": ["b:2"]},
         "replace": {"uri": "/v2$(uri_captures[1] or [[/none]])"}}\
        """);

    assertThat(exchange.outbound.headers.get("X-A")).isEqualTo("5");
    assertThat(exchange.outbound.query).isEqualTo("b=2&q=7");
    assertThat(exchange.outbound.path).isEqualTo("/v2/none");
  }

  @Test
  void resolvesReferencesToSecrets() {
    host.secrets.put("{vault://env/header}", "Authorization:Bearer s3cret");

    apply("{'add':{'headers':['{vault://env/header}']}}");

    assertThat(exchange.outbound.headers.get("Authorization")).isEqualTo("Bearer s3cret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'add':{'body':['a']}} | key 'a' has no value",
        "{'add':{'headers':['a b:1']}} | 'a b' is not a valid header",
        "{'add':{'body':['a:$(b c)']}} | is not in supported format",
        "{'add':{'json_types':['list']}} | expected one of: boolean, number, string"
      })
  void refusesWrongConfigurations(String config, String message) {
    assertThatThrownBy(() -> apply(config))
        .isInstanceOf(SchemaViolations.class)
        .hasMessageContaining(message);
  }
}
