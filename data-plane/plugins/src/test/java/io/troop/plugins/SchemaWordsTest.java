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
        "http-log | {'http_endpoint':'http://x.test/','headers':{'a b':'c'}}"
            + " | {'config':{'headers':\"bad header name 'a b', allowed characters are A-Z, a-z,"
            + " 0-9, '_', and '-'\"}}",
        "aws-lambda | {'function_name':'f','proxy_url':'x'}"
            + " | {'config':{'proxy_url':'missing host in url'}}",
        "file-log | {'path':''} | {'config':{'path':'not a valid filename'}}",
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
        "opentelemetry | {} | {'config':{'@entity':[\"at least one of these fields must be"
            + " non-empty: 'traces_endpoint', 'logs_endpoint'\"]}}",
        "opentelemetry | {'traces_endpoint':'http://x/','resource_attributes':{'foo':''}}"
            + " | {'config':{'resource_attributes':'length must be at least 1'}}",
        "standard-webhooks | {'secret_v1':'s','tolerance_second':-1}"
            + " | {'config':{'tolerance_second':'value must be greater than -1'}}",
        "standard-webhooks | {'tolerance_second':10}"
            + " | {'config':{'secret_v1':'required field missing'}}",
        "redirect | {'location':'https://example.com','status_code':'abcd'}"
            + " | {'config':{'status_code':'expected an integer'}}",
        "redirect | {'status_code':301} | {'config':{'location':'required field missing'}}",
        "request-termination | {'status_code':'abcd'}"
            + " | {'config':{'status_code':'expected an integer'}}",
        "request-termination | {'status_code':null}"
            + " | {'config':{'status_code':'required field missing'}}",
        "request-termination | {'status_code':600}"
            + " | {'config':{'status_code':'value should be between 100 and 599'}}",
        "request-termination | {'message':'error','body':'test'}"
            + " | {'config':'message cannot be used with content_type or body'}",
        "request-termination | {'message':'error','content_type':'text/html'}"
            + " | {'config':'message cannot be used with content_type or body'}",
        "request-termination | {'content_type':'text/html'}"
            + " | {'config':'content_type requires a body'}",
        "request-termination | {'echo':true,'content_type':'text/html','body':'b'}"
            + " | {'config':'echo cannot be used with content_type and body'}",
        "ip-restriction | {'allow':12} | {'config':{'allow':'expected an array'}}",
        "ip-restriction | {'deny':['127.0.0.1/32','hello']}"
            + " | {'config':{'deny':[null,\"invalid ip or cidr range: 'hello'\"]}}",
        "ip-restriction | {'allow':['0.0.0.0/a','0.0.0.0/-1','0.0.0.0/33','::/129','::1/-1']}"
            + " | {'config':{'allow':[\"invalid ip or cidr range: '0.0.0.0/a'\","
            + "\"invalid ip or cidr range: '0.0.0.0/-1'\","
            + "\"invalid ip or cidr range: '0.0.0.0/33'\",\"invalid ip or cidr range: '::/129'\","
            + "\"invalid ip or cidr range: '::1/-1'\"]}}",
        "ip-restriction | {'allow':[],'deny':[]} | {'@entity':[\"at least one of these fields must"
            + " be non-empty: 'config.allow', 'config.deny'\"]}",
        "bot-detection | {'allow':['(']} | {'config':{'allow':['not a valid regex: (']}}",
        "ldap-auth | {'ldap_host':'none','ldaps':true,'start_tls':true,'base_dn':'ou=users',"
            + "'attribute':'cn'} | {'config':{'@entity':[\"'ldaps' and 'start_tls' cannot be enabled"
            + " simultaneously\"],'start_tls':'value must be false'}}",
        "ldap-auth | {} | {'config':{'ldap_host':'required field missing',"
            + "'base_dn':'required field missing','attribute':'required field missing'}}",
        "jwt | {'maximum_expiration':-1,'claims_to_verify':['nbf']}"
            + " | {'config':{'maximum_expiration':'value should be between 0 and 31536000'}}",
        "jwt | {'maximum_expiration':60,'claims_to_verify':['nbf']}"
            + " | {'@entity':[\"failed conditional validation given value of field"
            + " 'config.maximum_expiration'\"],"
            + "'config':{'claims_to_verify':'expected to contain: exp'}}",
        "hmac-auth | {'clock_skew':-10}"
            + " | {'config':{'clock_skew':'value must be greater than 0'}}",
        "hmac-auth | {'algorithms':['sha1024']} | {'config':{'algorithms':"
            + "['expected one of: hmac-sha1, hmac-sha256, hmac-sha384, hmac-sha512']}}",
        "oauth2 | {'provision_key':'p'} | {'config':'at least one of these fields must be true:"
            + " enable_authorization_code, enable_implicit_grant, enable_client_credentials,"
            + " enable_password_grant'}",
        "oauth2 | {'provision_key':'p','enable_authorization_code':true,'refresh_token_ttl':252979200}"
            + " | {'config':{'refresh_token_ttl':'value should be between 0 and 100000000'}}",
        "key-auth | {'key_names':['hello\\\\world']} | {'config':{'key_names':[\"bad header name"
            + " 'hello\\\\world', allowed characters are A-Z, a-z, 0-9, '_', and '-'\"]}}",
        "acl | {'allow':['a'],'deny':['b']} | {'@entity':[\"exactly one of these fields must be"
            + " non-empty: 'config.allow', 'config.deny'\"]}",
        "session | {'cookie_same_site':'x'}"
            + " | {'config':{'cookie_same_site':'expected one of: Strict, Lax, None, Default'}}",
        "grpc-gateway | {'proto':5} | {'config':{'proto':'expected a string'}}",
        "response-transformer | {'add':{'headers':['just_a_key']}}"
            + " | {'config':{'add':{'headers':['invalid value: just_a_key']}}}",
        "response-transformer | {'rename':{'headers':['no_colons']}}"
            + " | {'config':{'rename':{'headers':['invalid value: no_colons']}}}",
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
