package io.troop.control.lua;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class UploadedSchemaTest {

  /// A small schema of the kind that analytics plugins ship.
  private static final String REPORTER =
      """
      local typedefs = require "kong.db.schema.typedefs"
      return {
        name = "reporter",
        fields = {
          { consumer = typedefs.no_consumer },
          { protocols = typedefs.protocols_http },
          { config = {
              type = "record",
              fields = {
                { api_endpoint = { required = true, type = "string", default = "https://api.example.net" } },
                { application_id = { required = true, default = nil, type = "string" } },
                { queue_size = { default = 1000000, type = "number" } },
                { masks = { default = {}, type = "array", elements = typedefs.header_name } },
                { batch_size = { default = 50, type = "number", elements = typedefs.header_name } },
                { debug = { default = false, type = "boolean" } },
              },
          } },
        },
        entity_checks = {},
      }
      """;

  private static Map<String, @Nullable Object> check(String text, Map<String, Object> config)
      throws Exception {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("config", config);
    Map<String, @Nullable Object> checked = UploadedSchema.read(text).schema().check(document);
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    ((Map<?, ?>) checked.get("config")).forEach((name, value) -> out.put((String) name, value));
    return out;
  }

  private static String schema(String config, String rest) {
    return """
    local typedefs = require "kong.db.schema.typedefs"
    return {
      name = "sample",
      fields = { { config = { type = "record", fields = { %s } %s } } },
    }
    """
        .formatted(config, rest);
  }

  private static String problems(String text) {
    try {
      UploadedSchema.read(text);
      return "none";
    } catch (UploadedSchema.Refused e) {
      return e.getMessage();
    }
  }

  private static Map<String, Object> violations(String text, Map<String, Object> config)
      throws Exception {
    try {
      check(text, config);
      return Map.of();
    } catch (SchemaViolations e) {
      return e.fields();
    }
  }

  @Test
  void fillsInTheDefaultsThatTheSchemaGives() throws Exception {
    assertThat(check(REPORTER, Map.of("application_id", "abc")))
        .containsEntry("api_endpoint", "https://api.example.net")
        .containsEntry("application_id", "abc")
        .containsEntry("queue_size", 1_000_000L)
        .containsEntry("masks", List.of())
        .containsEntry("batch_size", 50L)
        .containsEntry("debug", false);
  }

  @Test
  void expandsAConfigThatIsLeftOut() throws Exception {
    assertThatThrownBy(() -> UploadedSchema.read(REPORTER).schema().check(Map.of()))
        .hasMessage("schema violation (config.application_id: required field missing)");
  }

  @Test
  void appliesTheRulesOfTypedefs() throws Exception {
    Map<String, Object> config =
        Map.of("application_id", "abc", "masks", List.of("good", "not good"));

    assertThat(violations(REPORTER, config).toString()).contains("bad header name 'not good'");
  }

  @Test
  void forbidsTheConsumerWhereTheSchemaSaysSo() throws Exception {
    Schema schema = UploadedSchema.read(REPORTER).schema();
    Map<String, Object> document =
        Map.of(
            "config", Map.of("application_id", "abc"),
            "consumer", Map.of("id", "4e3ad2e4-0bc4-4638-8e34-c84a417ba39b"));

    assertThatThrownBy(() -> schema.check(document))
        .hasMessageContaining("consumer: value must be null");
  }

  @Test
  void showsTheSchemaAsItShowsOthers() throws Exception {
    Map<String, @Nullable Object> shown = UploadedSchema.read(REPORTER).schema().describe();

    assertThat(shown.get("fields").toString())
        .contains("consumer", "reference=consumers", "eq=null")
        .contains("application_id={type=string, required=true}")
        .contains("batch_size={type=number, default=50}");
  }

  @Test
  void overridesWhatATypedefSays() throws Exception {
    String text = schema("{ port = typedefs.port { default = 8080, required = true } }", "");

    assertThat(check(text, Map.of())).containsEntry("port", 8080L);
    assertThat(violations(text, Map.of("port", 70000L)).toString())
        .contains("value should be between 0 and 65535");
  }

  @Test
  void runsTheSchemasOwnValidator() throws Exception {
    String text =
        schema(
            """
            { email = { type = "string", custom_validator = function(value)
                if not value:match("^[^@]+@[^@]+$") then
                  return nil, "no address: " .. value
                end
                return true
              end } }
            """,
            "");

    assertThat(check(text, Map.of("email", "a@b"))).containsEntry("email", "a@b");
    assertThat(violations(text, Map.of("email", "nobody")))
        .hasToString("{config={email=no address: nobody}}");
  }

  @Test
  void callsATypedefsValidatorFromTheSchemasOwn() throws Exception {
    String text =
        schema(
            """
            { target = { type = "string", custom_validator = function(value)
                local ok, err = typedefs.url.custom_validator(value)
                if not ok then return nil, "target: " .. err end
                return true
              end } }
            """,
            "");

    assertThat(violations(text, Map.of("target", "nowhere")))
        .hasToString("{config={target=target: missing host in url}}");
  }

  @Test
  void runsTheSchemasOwnEntityCheckWithTheFieldsItNames() throws Exception {
    String text =
        schema(
            "{ low = { type = \"number\", default = 1 } }, { high = { type = \"number\" } }",
            """
            , entity_checks = { { custom_entity_check = {
                field_sources = { "low", "high" },
                fn = function(entity)
                  if entity.high ~= ngx.null and entity.high < entity.low then
                    return nil, "high must not be below low (" .. entity.low / 3 .. ")"
                  end
                  return true
                end } } }
            """);

    assertThat(violations(text, Map.of("low", 1L, "high", 2L))).isEmpty();
    assertThat(violations(text, Map.of("low", 1L))).isEmpty();
    assertThat(violations(text, Map.of("low", 1L, "high", 0L)).toString())
        .contains("high must not be below low (0.33333333333333)");
  }

  @Test
  void expandsShorthands() throws Exception {
    String text =
        schema(
            "{ redis = { type = \"record\", fields = { { host = typedefs.host } } } }",
            """
            , shorthand_fields = { { redis_host = {
                type = "string",
                func = function(value) return { redis = { host = value } } end } } }
            """);

    assertThat(check(text, Map.of("redis_host", "cache.example")))
        .hasToString("{redis={host=cache.example}}");
  }

  @Test
  void requiresRecordsUnlessTheSchemaSaysOtherwise() throws Exception {
    String text =
        schema(
            """
            { one = { type = "record", fields = { { a = { type = "number", default = 1 } } } } },
            { two = { type = "record", required = false,
                      fields = { { a = { type = "number", default = 1 } } } } }
            """,
            "");

    assertThat(check(text, Map.of())).hasToString("{one={a=1}, two=null}");
  }

  @Test
  void appliesRulesAcrossFields() throws Exception {
    String text =
        schema(
            """
            { policy = { type = "string", one_of = { "local", "redis" }, default = "local" } },
            { host = { type = "string" } }
            """,
            """
            , entity_checks = { { conditional = {
                if_field = "policy", if_match = { eq = "redis" },
                then_field = "host", then_match = { required = true } } } }
            """);

    assertThat(violations(text, Map.of("policy", "local"))).isEmpty();
    assertThat(violations(text, Map.of("policy", "redis")).toString())
        .contains("host=required field missing")
        .contains("failed conditional validation given value of field 'policy'");
  }

  @Test
  void namesEveryThingThatIsWrong() {
    String message =
        problems(
            schema(
                """
                { a = { type = "strnig" } },
                { b = { type = "string", between = { 1, 2 } } },
                { c = { type = "array" } },
                { d = { type = "string", requried = true } },
                { e = { required = true } },
                { f = { type = "string", required = "yes" } }
                """,
                ""));

    assertThat(message)
        .contains("fields.config.a.type: expected one of: array, boolean")
        .contains("fields.config.b: field of type 'string' cannot have attribute 'between'")
        .contains("fields.config.c: field of type 'array' must declare 'elements'")
        .contains("fields.config.d.requried: unknown field")
        .contains("fields.config.e: missing type declaration")
        .contains("fields.config.f.required: expected a boolean");
  }

  @Test
  void refusesADefaultThatTheFieldDoesNotTake() {
    assertThat(problems(schema("{ a = { type = \"number\", default = \"many\" } }", "")))
        .contains("fields.config.a.default: expected a number");
  }

  @Test
  void refusesWhatIsNoSchema() {
    assertThat(problems("hello")).contains("schema.lua:1:");
    assertThat(problems("return 42")).contains("returns a number (expected: the table");
    assertThat(problems("")).contains("returns a nil");
    assertThat(problems("return {}"))
        .contains("name: required field missing", "fields: 'fields' must be a table");
    assertThat(problems("return { name = 'x', fields = {} }"))
        .contains("fields.config: abstract field was not specialized");
    assertThat(problems("return { name = '../x', fields = {} }")).contains("name: '../x'");
    assertThat(problems("return { name = 'x', no_consumer = true, fields = {} }"))
        .contains("no_consumer: unknown field");
  }

  @Test
  void refusesASchemaThatContainsItself() {
    assertThat(
            problems(
                """
                local r = { type = "record" }
                r.fields = { { again = r } }
                return { name = "x", fields = { { config = r } } }
                """))
        .contains("a table that contains itself");
  }

  @Test
  void refusesModulesOtherThanTheTypedefs() {
    assertThat(problems("local x = require 'resty.http'\nreturn {}"))
        .contains("module 'resty.http' is not available to a schema")
        .contains("expected: kong.db.schema.typedefs");
  }

  @Test
  void namesATypedefThatIsNotThere() {
    assertThat(problems("return require('kong.db.schema.typedefs').nonsense"))
        .contains("schema typedef error: definition nonsense does not exist");
  }

  @Test
  void aCheckSeesNothingOfTheChecksBeforeIt() throws Exception {
    String text =
        schema(
            """
            { a = { type = "string", custom_validator = (function()
                local calls = 0
                return function(value)
                  calls = calls + 1
                  return calls == 1, "called before"
                end
              end)() } }
            """,
            "");
    Schema schema = UploadedSchema.read(text).schema();

    for (int i = 0; i < 3; i++) {
      assertThat(schema.check(Map.of("config", Map.of("a", "x")))).isNotEmpty();
    }
  }
}
