package io.troop.plugin.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.SchemaViolations;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// What Kong 3.9 answered to new entities, as recorded: `{entity}.cases.json` beside this class
/// holds for each input either what of the result matters, or the message and the fields of the
/// refusal.
class EntityCasesTest {

  private static final Autos AUTOS =
      new Autos(InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000)), new Random(1));

  @TestFactory
  Stream<DynamicTest> answersAsKong() {
    return CoreEntities.all().stream()
        .flatMap(spec ->
            cases(spec.name()).stream()
                .map(c -> dynamicTest(spec.name() + ": " + c.get("name"), () -> run(spec, c))));
  }

  private static void run(EntitySpec spec, Map<?, ?> example) {
    Map<String, @Nullable Object> input = map(example.get("input"));
    if (example.containsKey("message")) {
      SchemaViolations refusal =
          catchThrowableOfType(SchemaViolations.class, () -> spec.schema().create(input, AUTOS));
      assertThat(refusal).as("a refusal").isNotNull();
      assertThat(refusal.getMessage()).isEqualTo(example.get("message"));
      assertThat(refusal.fields()).isEqualTo(example.get("fields"));
      return;
    }
    Map<String, @Nullable Object> created = spec.schema().create(input, AUTOS);
    assertThat(withoutUnasked(created, map(example.get("output"))))
        .isEqualTo(example.get("output"));
    assertThat(spec.schema().check(created)).isEqualTo(created);
    assertThat(RecordBinder.bind(spec.type(), created)).isInstanceOf(spec.type());
  }

  /// The members that the expected value names, at all depths.
  private static Object withoutUnasked(Map<String, ?> actual, Map<String, ?> expected) {
    Map<String, @Nullable Object> out = new java.util.LinkedHashMap<>();
    expected.forEach((name, value) -> {
      Object found = actual.get(name);
      boolean both = value instanceof Map<?, ?> && found instanceof Map<?, ?>;
      out.put(name, both ? withoutUnasked(map(found), map(value)) : found);
    });
    return out;
  }

  private static List<Map<?, ?>> cases(String entity) {
    try (InputStream in = EntityCasesTest.class.getResourceAsStream(entity + ".cases.json")) {
      return in == null
          ? List.of()
          : ((List<?>) Json.parse(in.readAllBytes()))
              .stream().<Map<?, ?>>map(c -> (Map<?, ?>) c).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // members of JSON objects are named by texts
  private static Map<String, @Nullable Object> map(Object value) {
    return (Map<String, @Nullable Object>) value;
  }
}
