package io.troop.plugins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.troop.plugin.Handler;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugins.fakes.FakeHost;
import io.troop.plugins.fakes.Plugins;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What configurations are refused with, in Kong's words.
class SchemaWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "proxy-cache | {'strategy':'memory','response_code':[99]}"
            + " | {'config':{'response_code':['value should be between 100 and 900']}}",
        "proxy-cache | {'strategy':'memory','response_code':[]}"
            + " | {'config':{'response_code':'length must be at least 1'}}",
        "proxy-cache | {'strategy':'memory','response_code':{}}"
            + " | {'config':{'response_code':'length must be at least 1'}}",
        "proxy-cache | {'strategy':'memory','response_code':['abc',90.5]}"
            + " | {'config':{'response_code':['expected an integer','expected an integer']}}",
        "proxy-cache | {'strategy':'memory','cache_ttl':-1}"
            + " | {'config':{'cache_ttl':'value must be greater than 0'}}",
        "proxy-cache | {} | {'config':{'strategy':'required field missing'}}",
        "cors | {'origins':['a','invalid_**regex']}"
            + " | {'config':{'origins':[null,\"'invalid_**regex' is not a valid regex\"]}}",
        "cors | {'methods':['FAKE']} | {'config':{'methods':['expected one of: GET, HEAD, PUT,"
            + " PATCH, POST, DELETE, OPTIONS, TRACE, CONNECT']}}",
        "rate-limiting | {'second':20,'hour':10} | {'config':'The limit for hour(10.0) cannot be"
            + " lower than the limit for second(20.0)'}",
        "rate-limiting | {} | {'@entity':[\"at least one of these fields must be non-empty:"
            + " 'config.second', 'config.minute', 'config.hour', 'config.day', 'config.month',"
            + " 'config.year'\"]}",
        "response-ratelimiting | {} | {'config':{'limits':'required field missing'}}",
        "response-ratelimiting | {'limits':{}} | {'config':{'limits':'length must be at least 1'}}",
        "response-ratelimiting | {'limits':10} | {'config':{'limits':'expected a map'}}",
        "redirect | {'location':'https://example.com','status_code':99}"
            + " | {'config':{'status_code':'value should be between 100 and 599'}}",
        "redirect | {'location':'https://example.com','status_code':null}"
            + " | {'config':{'status_code':'required field missing'}}",
        "redirect | {'location':'definitely_not_a_url'}"
            + " | {'config':{'location':'missing host in url'}}",
        "redirect | {'location':'https://example.com','keep_incoming_path':'invalid'}"
            + " | {'config':{'keep_incoming_path':'expected a boolean'}}",
        "http-log | {'http_endpoint':'http://x.test/','headers':{'X-A':''}}"
            + " | {'config':{'headers':'length must be at least 1'}}",
        "http-log | {'http_endpoint':'http://x.test/','headers':{'Host':'h'}}"
            + " | {'config':{'headers':\"cannot contain 'Host' header\"}}",
        "http-log | {'http_endpoint':'http://hi:there@x.test/','headers':{'AuthoRIZATion':'b'}}"
            + " | {'config':\"specifying both an 'Authorization' header and user info in"
            + " 'http_endpoint' is not allowed\"}",
        "file-log | {} | {'config':{'path':'required field missing'}}",
        "file-log | {'path':'test%thing'} | {'config':{'path':'not a valid filename'}}",
        "file-log | {'path':'/ovo  '} | {'config':{'path':'not a valid filename'}}",
        "file-log | {'path':'test\\\\thing'} | {'config':{'path':'not a valid filename'}}",
        "statsd | {'metrics':[{'name':'request_count','sample_rate':1}]}"
            + " | {'config':{'metrics':[{'stat_type':'field required for entity check'}]}}",
        "statsd | {'metrics':[{'name':'request_count','stat_type':'counter'}]}"
            + " | {'config':{'metrics':[{'@entity':[\"failed conditional validation given"
            + " value of field 'stat_type'\"],'sample_rate':'required field missing'}]}}",
        "statsd | {'allow_status_codes':['200']}"
            + " | {'config':{'allow_status_codes':['invalid value: 200']}}",
        "statsd | {'udp_packet_size':-1}"
            + " | {'config':{'udp_packet_size':'value should be between 0 and 65507'}}",
        "statsd | {'udp_packet_size':'a'} | {'config':{'udp_packet_size':'expected a number'}}",
        "statsd | {'tag_style':'x'} | {'config':{'tag_style':"
            + "'expected one of: dogstatsd, influxdb, librato, signalfx'}}",
        "datadog | {'metrics':[{'stat_type':'counter','sample_rate':1}]}"
            + " | {'config':{'metrics':[{'name':'required field missing'}]}}",
        "datadog | {'metrics':[{'name':'request_count','stat_type':'counter','sample_rate':1,"
            + "'tags':['T1:']}]} | {'config':{'metrics':[{'tags':['invalid value: T1:']}]}}",
        "correlation-id | {'generator':null} | {'config':{'generator':'required field missing'}}",
        "request-transformer | {'http_method':'HELLO!'}"
            + " | {'config':{'http_method':'invalid value: HELLO!'}}",
        "request-transformer | {'add':{'querystring':['a:']}}"
            + " | {'config':{'add':{'querystring':[\"key 'a' has no value\"]}}}",
        "request-transformer | {'add':{'headers':['just_a_key']}}"
            + " | {'config':{'add':{'headers':['invalid value: just_a_key']}}}",
        "request-transformer | {'rename':{'body':null}}"
            + " | {'config':{'rename':{'body':'required field missing'}}}",
        "response-transformer | {'rename':{'headers':['a:b/c']}}"
            + " | {'config':{'rename':{'headers':[\"'b/c' is not a valid header\"]}}}",
        "response-transformer | {'add':{'json_types':null}}"
            + " | {'config':{'add':{'json_types':'required field missing'}}}",
        "zipkin | {'static_tags':[{'name':'foo','value':'1'},{'name':'foo','value':'2'}]}"
            + " | {'config':{'static_tags':'repeated tags are not allowed: foo'}}",
        "opentelemetry | {'traces_endpoint':'http://x/','resource_attributes':{'foo':''}}"
            + " | {'config':{'resource_attributes':'length must be at least 1'}}",
        "standard-webhooks | {'secret_v1':'s','tolerance_second':-1}"
            + " | {'config':{'tolerance_second':'value must be greater than -1'}}",
      })
  void aConfigurationIsRefused(String plugin, String config, String fields) {
    SchemaViolations violations =
        catchThrowableOfType(SchemaViolations.class, () -> check(plugin, parsed(config)));

    assertThat(violations).isNotNull();
    assertThat(Json.parse(Json.bytes(violations.fields()))).isEqualTo(parsed(fields));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "proxy-cache | {'strategy':'memory','response_code':[123,200]}",
        "proxy-cache | {'strategy':'memory','content_type':['application/*','*/*']}",
        "cors | {'origins':['.*\\\\.example(?:-foo)?\\\\.com','*','example.com']}",
        "datadog | {'host':null,'port':null}",
        "datadog | {'metrics':[]}",
        "statsd | {'metrics':[]}",
        "file-log | {'path':'/o vo.loga'}",
        "http-log | {'http_endpoint':'http://bob:password@x.test/path'}",
        "response-ratelimiting | {'limits':{'video':{'second':null,'minute':10}}}",
        "loggly | {'key':'k','host':null,'port':null}"
      })
  void aConfigurationIsTakenAndRuns(String plugin, String config) {
    Handler handler =
        Plugins.handler(Handler.class, plugin, config.replace('\'', '"'), new FakeHost());

    assertThat(handler).isNotNull();
  }

  private static void check(String plugin, Object config) {
    Schema.ofPlugin(plugin, Plugins.named(plugin).configType()).check(Map.of("config", config));
  }

  /// JSON with single quotes; a text with such quotes in it stands in double ones.
  private static Object parsed(String text) {
    StringBuilder out = new StringBuilder();
    boolean inDouble = false;
    for (char c : text.toCharArray()) {
      inDouble ^= c == '"';
      out.append(c == '\'' && !inDouble ? '"' : c);
    }
    return Json.parse(out.toString());
  }
}
