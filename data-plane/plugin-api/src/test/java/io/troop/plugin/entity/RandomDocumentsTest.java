package io.troop.plugin.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.schema.Autos;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.SchemaViolations;
import io.troop.plugin.schema.Type;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Documents of a seeded generator that knows the schema just well enough to get past the first
/// checks. A failure names the seed.
class RandomDocumentsTest {

  private static final int DOCUMENTS = 600;
  private static final List<String> WORDS =
      List.of(
          "",
          "a",
          "a.com",
          "*.a.com",
          "/",
          "/a/../b",
          "~/(",
          "http",
          "https",
          "tcp",
          "grpc",
          "ip",
          "none",
          "header",
          "127.0.0.1",
          "::1",
          "10.0.0.0/8",
          "http://a.com:80/x",
          "GET",
          "00000000-0000-4000-8000-000000000001",
          "{vault://env/X}",
          "é,/",
          "env",
          "v1");

  private final Autos autos =
      new Autos(InstantSource.fixed(Instant.EPOCH.plusSeconds(9)), new Random(7));

  static List<EntitySpec> specs() {
    return CoreEntities.all();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyDocumentIsEitherRefusedOrStaysAsItIs(EntitySpec spec) {
    Schema schema = spec.schema();
    int taken = 0;
    for (int seed = 0; seed < DOCUMENTS; seed++) {
      Random random = new Random(seed);
      Map<String, @Nullable Object> document = document(schema, random, 0);
      try {
        Map<String, @Nullable Object> created = schema.create(document, autos);
        assertThat(schema.check(created)).as("seed %d", seed).isEqualTo(created);
        schema.show(created);
        schema.coerce(created);
        taken++;
        schema.update(document(schema, random, 0), created, autos);
      } catch (SchemaViolations refused) {
        assertThat(refused.fields()).as("seed %d", seed).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + document, e);
      }
    }
    if (List.of("services", "consumers", "key_sets").contains(spec.name())) {
      assertThat(taken).as("documents that are right").isPositive();
    }
  }

  private static Map<String, @Nullable Object> document(Schema schema, Random random, int depth) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (Field field : schema.fields()) {
      if (random.nextInt(3) == 0) {
        out.put(field.name(), value(field.type(), random, depth));
      }
    }
    if (random.nextInt(20) == 0) {
      out.put("bogus", 1L);
    }
    return out;
  }

  private static @Nullable Object value(Type type, Random random, int depth) {
    if (random.nextInt(8) == 0 || depth > 5) {
      return any(random, depth);
    }
    return switch (type) {
      case Type.ArrayOf(Field elements) -> list(elements, random, depth);
      case Type.SetOf(Field elements) -> list(elements, random, depth);
      case Type.MapOf(Field _, Field values) -> {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put(WORDS.get(random.nextInt(WORDS.size())), value(values.type(), random, depth + 1));
        yield out;
      }
      case Type.RecordOf(Schema inner) -> document(inner, random, depth + 1);
      case Type.Foreign _ -> Map.of("id", "00000000-0000-4000-8000-000000000001");
      case Type.Plain.INTEGER -> (long) random.nextInt(-1, 500);
      case Type.Plain.NUMBER -> random.nextInt(4) - 0.5;
      case Type.Plain.BOOLEAN -> random.nextBoolean();
      case Type.Plain _ -> WORDS.get(random.nextInt(WORDS.size()));
    };
  }

  private static List<@Nullable Object> list(Field elements, Random random, int depth) {
    List<@Nullable Object> out = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      out.add(value(elements.type(), random, depth + 1));
    }
    return out;
  }

  private static @Nullable Object any(Random random, int depth) {
    return switch (random.nextInt(depth > 5 ? 5 : 8)) {
      case 0 -> null;
      case 1 -> random.nextLong();
      case 2 -> random.nextGaussian() * 1e9;
      case 3 -> random.nextBoolean();
      case 4 -> WORDS.get(random.nextInt(WORDS.size()));
      case 5 -> new ArrayList<>(List.of(WORDS.get(random.nextInt(WORDS.size())), 1L));
      case 6 -> new ArrayList<>();
      default -> new LinkedHashMap<>(Map.of("x", 1L, "id", false));
    };
  }
}
