package io.troop.plugin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CheckTest {

  private static final Autos AUTOS = new Autos(InstantSource.fixed(Instant.EPOCH), new Random(1));

  private static final Field SECRET = text("secret").with(Trait.REFERENCEABLE);

  private static Field text(String name) {
    return Field.of(name, Type.Plain.STRING);
  }

  private static Schema schema(Check... checks) {
    Schema inner = Schema.of("", List.of(text("x"), text("y")), List.of());
    return Schema.of(
        "things",
        List.of(
            text("a"),
            text("b"),
            text("c"),
            Field.of("n", Type.Plain.INTEGER),
            Field.of("r", new Type.RecordOf(inner)).required(true),
            Field.of("s", new Type.SetOf(Field.part(Type.Plain.STRING))),
            SECRET),
        List.of(checks));
  }

  static List<Arguments> broken() {
    return List.of(
        Arguments.of(
            Check.atLeastOneOf("a", "b"),
            "{}",
            "at least one of these fields must be non-empty: 'a', 'b'"),
        Arguments.of(
            Check.atLeastOneOf("r.x", "r.y"),
            "{\"r\":{}}",
            "at least one of these fields must be non-empty: 'r.x', 'r.y'"),
        Arguments.of(
            Check.onlyOneOf("a", "b"),
            "{}",
            "exactly one of these fields must be non-empty: 'a', 'b'"),
        Arguments.of(
            Check.onlyOneOf("a", "b"),
            "{\"a\":\"1\",\"b\":\"2\"}",
            "exactly one of these fields must be non-empty: 'a', 'b'"),
        Arguments.of(
            Check.distinct("a", "b"),
            "{\"a\":\"1\",\"b\":\"1\"}",
            "values of these fields must be distinct: 'a', 'b'"),
        Arguments.of(
            Check.mutuallyRequired("a", "b"),
            "{\"a\":\"1\"}",
            "all or none of these fields must be set: 'a', 'b'"),
        Arguments.of(
            Check.mutuallyExclusive("a", "b"),
            "{\"a\":\"1\",\"b\":\"2\"}",
            "only one or none of these fields must be set: 'a', 'b'"),
        Arguments.of(
            Check.mutuallyExclusiveSets(List.of("a", "b"), List.of("c")),
            "{\"a\":\"1\",\"c\":\"2\"}",
            "these sets are mutually exclusive: ('a'), ('c')"),
        Arguments.of(
            Check.conditional("a", Match.eq("1"), "b", Match.given()),
            "{\"a\":\"1\"}",
            "failed conditional validation given value of field 'a'; b: required field missing"),
        Arguments.of(
            Check.conditional("a", Match.pattern("^1"), "r.x", Match.oneOf("p", "q")),
            "{\"a\":\"12\",\"r\":{\"x\":\"z\"}}",
            "failed conditional validation given value of field 'a'; r.x: expected one of: p, q"),
        Arguments.of(
            Check.conditional("s", Match.contains("1"), "b", Match.eq(null)),
            "{\"s\":[\"0\",\"1\"],\"b\":\"x\"}",
            "failed conditional validation given value of field 's'; b: value must be null"),
        Arguments.of(
            Check.conditionalAtLeastOneOf("a", Match.eq("1"), List.of("b", "c"), "one of %s for 1")
                .orElse(Match.eq("2"), List.of("c"), "need %s for 2"),
            "{\"a\":\"1\"}",
            "one of 'b', 'c' for 1"),
        Arguments.of(
            Check.conditionalAtLeastOneOf("a", Match.eq("1"), List.of("b", "c"), "one of %s for 1")
                .orElse(Match.eq("2"), List.of("c"), "need %s for 2"),
            "{\"a\":\"2\",\"b\":\"x\"}",
            "need 'c' for 2"),
        Arguments.of(Check.custom(List.of("n"), CheckTest::even), "{\"n\":3}", "n must be even"));
  }

  private static @Nullable String even(Map<String, @Nullable Object> fields) {
    return fields.get("n") instanceof Long n && n % 2 != 0 ? "n must be even" : null;
  }

  @ParameterizedTest
  @MethodSource("broken")
  void saysWhichRuleIsBroken(Check check, String document, String violations) {
    assertThatThrownBy(() -> schema(check).check(parse(document)))
        .hasMessageEndingWith("(" + violations + ")");
  }

  static List<Arguments> kept() {
    return List.of(
        Arguments.of(Check.atLeastOneOf("a", "b"), "{\"b\":\"1\"}"),
        Arguments.of(Check.onlyOneOf("a", "b"), "{\"b\":\"1\"}"),
        Arguments.of(Check.distinct("a", "b"), "{}"),
        Arguments.of(Check.mutuallyRequired("a", "b"), "{}"),
        Arguments.of(Check.mutuallyExclusive("a", "b"), "{\"a\":\"1\"}"),
        Arguments.of(Check.mutuallyExclusiveSets(List.of("a", "b"), List.of("c")), "{\"c\":\"2\"}"),
        Arguments.of(Check.conditional("a", Match.eq("1"), "b", Match.given()), "{\"a\":\"2\"}"),
        Arguments.of(
            Check.conditional(
                "s", Match.elements(new Constraint.OneOf(List.of("1"))), "b", Match.given()),
            "{\"s\":[\"1\",\"2\"]}"),
        Arguments.of(
            Check.conditional("secret", Match.eq("1"), "b", Match.given()),
            "{\"secret\":\"{vault://env/X}\"}"),
        Arguments.of(Check.mutuallyRequired("secret", "b"), "{\"secret\":\"{vault://env/X}\"}"));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void isSilentWhenRulesAreKept(Check check, String document) {
    assertThat(schema(check).check(parse(document))).isNotEmpty();
  }

  @Test
  void aRuleInCodeIsNotAskedAboutWrongFields() {
    assertThatThrownBy(
            () -> schema(Check.custom(List.of("n"), CheckTest::even)).check(parse("{\"n\":\"x\"}")))
        .hasMessage("schema violation (n: expected an integer)");
  }

  @Test
  void messagesSayWhenADocumentIsBeingUpdated() {
    Schema schema = schema(Check.atLeastOneOf("a", "b"));
    Map<String, @Nullable Object> stored = schema.check(parse("{\"a\":\"1\"}"));

    assertThatThrownBy(() -> schema.update(parse("{\"a\":null}"), stored, AUTOS))
        .hasMessage(
            "schema violation (when updating, at least one of these fields must be non-empty:"
                + " 'a', 'b')");
  }

  @Test
  void aConditionMayHaveItsOwnMessage() {
    Check.Conditional check =
        (Check.Conditional) Check.conditional("a", Match.eq("1"), "n", Match.eq(2L));

    assertThatThrownBy(
            () -> schema(check.saying("n belongs to a")).check(parse("{\"a\":\"1\",\"n\":3}")))
        .hasMessage("2 schema violations (n belongs to a; n: value must be 2)");
  }

  @SuppressWarnings("unchecked") // members of JSON objects are named by texts
  private static Map<String, @Nullable Object> parse(String text) {
    return (Map<String, @Nullable Object>) Json.parse(text);
  }
}
