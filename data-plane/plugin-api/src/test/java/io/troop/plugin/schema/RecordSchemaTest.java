package io.troop.plugin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.json.Json;
import io.troop.plugin.schema.annotation.AsSet;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Contains;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.Immutable;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.MaxLength;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.Named;
import io.troop.plugin.schema.annotation.NotOneOf;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.StartsWith;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordSchemaTest {

  record Id(UUID id) {}

  @CheckedBy(NotBothTrue.class)
  record Inner(
      @Default("true") boolean on,
      @Default("false") boolean off,
      @Range(min = 1, max = 3) @Nullable Integer level) {}

  static final class NotBothTrue implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      Map<?, ?> inner = (Map<?, ?>) value;
      return Boolean.TRUE.equals(inner.get("on")) && Boolean.TRUE.equals(inner.get("off"))
          ? "on and off"
          : null;
    }
  }

  record Everything(
      @Required String text,
      @Default("7") int whole,
      @Default("0.5") double real,
      @Default("true") boolean flag,
      @OneOf({"a", "b"}) @Nullable String word,
      @OneOf({"1", "2"}) @Nullable Integer digit,
      @NotOneOf({"x", "y"}) @Nullable String other,
      @Range(min = 0, max = 10) @Nullable Double between,
      @GreaterThan(0) @Nullable Double above,
      @MinLength(2) @MaxLength(3) @Nullable String sized,
      @MinLength(0) @Nullable String maybeEmpty,
      @Matches("^%d+$") @Nullable String digits,
      @Matches(value = "^%d+$", message = "digits only") @Nullable String saying,
      @StartsWith("/") @Nullable String path,
      @Contains("must") @Nullable List<String> containing,
      @Default("[\"p\"]") List<@MaxLength(2) String> list,
      @AsSet @Nullable List<String> set,
      @Nullable Set<Integer> numbers,
      @Nullable Map<String, @Range(min = 0, max = 9) Integer> map,
      Inner inner,
      @Nullable Inner optionalInner,
      @Nullable List<Inner> inners,
      @References("things") @Nullable Id thing,
      @Is(Typedef.UUID) @Nullable UUID uuid,
      @Is(Typedef.PORT) @Default("80") int port,
      @Referenceable @Encrypted @Matches("^s") @Nullable String secret,
      @Immutable @Nullable String fixed,
      @Named("x5t#S256") @Nullable String camelCaseName,
      Optional<String> maybe,
      @Nullable Object any) {}

  private final Schema schema = Schema.of(Everything.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'text':null            | text: required field missing",
        "'text':5               | text: expected a string",
        "'text':''              | text: length must be at least 1",
        "'whole':1.5            | whole: expected an integer",
        "'whole':'1'            | whole: expected an integer",
        "'real':'x'             | real: expected a number",
        "'flag':1               | flag: expected a boolean",
        "'word':'c'             | word: expected one of: a, b",
        "'digit':3              | digit: expected one of: 1, 2",
        "'other':'x'            | other: must not be one of: x, y",
        "'between':11           | between: value should be between 0 and 10",
        "'above':0              | above: value must be greater than 0",
        "'sized':'a'            | sized: length must be at least 2",
        "'sized':'abcd'         | sized: length must be at most 3",
        "'sized':'ää'           | sized: length must be at most 3",
        "'digits':'x'           | digits: invalid value: x",
        "'saying':'x'           | saying: digits only",
        "'path':'x'             | path: should start with: /",
        "'containing':['a']     | containing: expected to contain: must",
        "'list':'x'             | list: expected an array",
        "'list':{'a':1}         | list: expected an array",
        "'list':['a','bbb']     | list.2: length must be at most 2",
        "'set':'x'              | set: expected a set",
        "'numbers':['x']        | numbers.1: expected an integer",
        "'map':'x'              | map: expected a map",
        "'map':[1]              | map: expected a string",
        "'map':{'a':10}         | map: value should be between 0 and 9",
        "'inner':null           | inner: required field missing",
        "'inner':'x'            | inner: expected a record",
        "'inner':{'level':9}    | inner.level: value should be between 1 and 3",
        "'inner':{'no':1}       | inner.no: unknown field",
        "'inner':{'off':true}   | inner: on and off",
        "'thing':'x'            | thing.id: missing primary key",
        "'thing':{'id':'x'}     | thing.id: expected a valid UUID",
        "'thing':{'id':null}    | thing.id: required field missing",
        "'uuid':'x'             | uuid: expected a valid UUID",
        "'port':65536           | port: value should be between 0 and 65535",
        "'secret':'x'           | secret: invalid value: x",
        "'no_such':1            | no_such: unknown field"
      })
  void namesWhatIsWrong(String members, String violation) {
    String json = "{\"text\":\"t\"," + members.replace('\'', '"') + "}";

    assertThatThrownBy(() -> schema.check(parse(json)))
        .isInstanceOf(SchemaViolations.class)
        .hasMessage("schema violation (" + violation + ")");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'whole':2.0                | whole          | 2",
        "'real':3                   | real           | 3",
        "'maybe_empty':''           | maybe_empty    | \"\"",
        "'secret':'{vault://env/X}' | secret         | \"{vault://env/X}\"",
        "'set':['a','b','a']        | set            | [\"a\",\"b\"]",
        "'list':{}                  | list           | []",
        "'map':[]                   | map            | {}",
        "'optional_inner':false     | optional_inner | null",
        "'optional_inner':null      | optional_inner | null",
        "'optional_inner':{}        | optional_inner | {\"on\":true,\"off\":false,\"level\":null}",
        "'inners':[{'on':false}]    | inners | [{\"on\":false,\"off\":false,\"level\":null}]",
        "'x5t#S256':'v'             | x5t#S256       | \"v\"",
        "'any':[1,{'a':null}]       | any            | [1,{\"a\":null}]",
        "'thing':{'id':'0000000A-0000-4000-8000-00000000000A'} | thing |"
            + " {\"id\":\"0000000a-0000-4000-8000-00000000000a\"}"
      })
  void takesWhatIsRight(String members, String field, String value) {
    String json = "{\"text\":\"t\"," + members.replace('\'', '"') + "}";

    assertThat(schema.check(parse(json)).get(field)).isEqualTo(Json.parse(value));
  }

  @Test
  void fillsInDefaultsInTheOrderOfTheRecord() {
    Map<String, @Nullable Object> checked = schema.check(Map.of("text", "t"));

    assertThat(checked.keySet())
        .startsWith("text", "whole", "real", "flag", "word")
        .endsWith("x5t#S256", "maybe", "any");
    assertThat(checked)
        .containsEntry("whole", 7L)
        .containsEntry("real", 0.5)
        .containsEntry("list", List.of("p"))
        .containsEntry("word", null)
        .containsEntry("port", 80L);
  }

  @Test
  void leavesTheInputAsItWas() {
    Map<String, Object> input = Map.of("text", "t", "inner", Map.of());

    schema.check(input);

    assertThat(input).isEqualTo(Map.of("text", "t", "inner", Map.of()));
  }

  @Test
  void bindsToTheRecord() {
    Everything bound =
        RecordBinder.bind(
            Everything.class,
            schema.check(
                parse(
                    "{\"text\":\"t\",\"numbers\":[3,1,3],\"map\":{\"a\":1},\"maybe\":\"m\","
                        + "\"thing\":{\"id\":\"0000000a-0000-4000-8000-00000000000a\"},"
                        + "\"inners\":[{\"level\":2}]}")));

    assertThat(bound.text()).isEqualTo("t");
    assertThat(bound.whole()).isEqualTo(7);
    assertThat(bound.real()).isEqualTo(0.5);
    assertThat(bound.numbers()).containsExactly(3, 1);
    assertThat(bound.map()).isEqualTo(Map.of("a", 1));
    assertThat(bound.maybe()).contains("m");
    assertThat(bound.inner()).isEqualTo(new Inner(true, false, null));
    assertThat(bound.inners()).containsExactly(new Inner(true, false, 2));
    assertThat(bound.thing())
        .isEqualTo(new Id(UUID.fromString("0000000a-0000-4000-8000-00000000000a")));
    assertThat(bound.optionalInner()).isNull();
    assertThatThrownBy(() -> bound.list().add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void bindsNullForAPrimitiveToItsDefault() {
    Everything bound =
        RecordBinder.bind(Everything.class, parse("{\"text\":\"t\",\"whole\":null,\"flag\":null}"));

    assertThat(bound.whole()).isEqualTo(7);
    assertThat(bound.flag()).isTrue();
  }

  @Test
  void saysWhichComponentDoesNotBind() {
    assertThatThrownBy(() -> RecordBinder.bind(Everything.class, Map.of("whole", "x")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("Everything.whole: ");
  }

  @Test
  void refusesToChangeWhatIsImmutable() {
    Autos autos = new Autos(InstantSource.fixed(Instant.EPOCH), new Random(1));
    Map<String, @Nullable Object> stored = schema.check(Map.of("text", "t", "fixed", "a"));

    assertThat(schema.update(Map.of("fixed", "a"), stored, autos)).containsEntry("fixed", "a");
    assertThatThrownBy(() -> schema.update(Map.of("fixed", "b"), stored, autos))
        .hasMessage("schema violation (fixed: immutable field cannot be updated)");
  }

  @Test
  void turnsTheTextsOfAFormIntoWhatFieldsAskFor() {
    Map<String, @Nullable Object> form =
        parse(
            "{\"text\":\"5\",\"whole\":\"5\",\"real\":\"1e3\",\"flag\":\"true\",\"word\":\"\","
                + "\"list\":\"x\",\"numbers\":[\"1\",\"b\"],\"map\":{\"a\":\"1\"},"
                + "\"inner\":{\"level\":\"2\",\"on\":\"false\"},\"port\":\"0x50\","
                + "\"between\":\"no\",\"any\":\"1\"}");

    assertThat(schema.coerce(form))
        .isEqualTo(
            parse(
                "{\"text\":\"5\",\"whole\":5,\"real\":1000,\"flag\":true,\"word\":null,"
                    + "\"list\":[\"x\"],\"numbers\":[1,\"b\"],\"map\":{\"a\":1},"
                    + "\"inner\":{\"level\":2,\"on\":false},\"port\":80,"
                    + "\"between\":\"no\",\"any\":\"1\"}"));
  }

  record Documented(
      @Doc("What it is.") @Required @Default("\"v\"") @OneOf({"v", "w"}) String word,
      @Nullable List<@Range(min = 1, max = 2) Integer> numbers,
      @Default("{}") Inner inner,
      @References(value = "things", cascade = true) @Nullable Id thing) {

    static final List<Check> CHECKS = List.of(Check.atLeastOneOf("word", "numbers"));
  }

  @Test
  void describesItselfInKongsForm() {
    assertThat(Json.parse(Json.write(Schema.of(Documented.class).describe())))
        .isEqualTo(
            Json.parse(
                """
                {"fields": [
                  {"word": {"type": "string", "description": "What it is.", "required": true,
                            "default": "v", "one_of": ["v", "w"]}},
                  {"numbers": {"type": "array", "elements": {"type": "integer", "between": [1, 2]}}},
                  {"inner": {"type": "record", "required": true, "default": {"on": true, "off": false},
                             "fields": [
                               {"on": {"type": "boolean", "default": true}},
                               {"off": {"type": "boolean", "default": false}},
                               {"level": {"type": "integer", "between": [1, 3]}}]}},
                  {"thing": {"type": "foreign", "reference": "things", "on_delete": "cascade"}}],
                 "entity_checks": [{"at_least_one_of": ["word", "numbers"]}]}
                """));
  }

  record Unfit(java.util.Date date) {}

  @Test
  void saysWhichComponentCanNotBeInASchema() {
    assertThatThrownBy(() -> Schema.of(Unfit.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Unfit.date: a schema can't have a java.util.Date");
  }

  @SuppressWarnings("unchecked") // members of JSON objects are named by texts
  private static Map<String, @Nullable Object> parse(String text) {
    return (Map<String, @Nullable Object>) Json.parse(text);
  }
}
