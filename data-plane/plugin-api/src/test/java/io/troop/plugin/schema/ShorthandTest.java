package io.troop.plugin.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShorthandTest {

  private static final Autos AUTOS = new Autos(InstantSource.fixed(Instant.EPOCH), new Random(1));

  private static final Schema REDIS =
      Schema.of(
          "",
          List.of(
              Field.of("host", Type.Plain.STRING),
              Field.of("port", Type.Plain.INTEGER).preset(6379L)),
          List.of());

  private static final Schema SCHEMA =
      new Schema(
          "things",
          List.of(Field.of("redis", new Type.RecordOf(REDIS)).required(true)),
          List.of(),
          List.of(
              Shorthand.moved(
                  Field.of("redis_host", Type.Plain.STRING), "use redis.host", "redis", "host"),
              Shorthand.moved(
                  Field.of("redis_port", Type.Plain.INTEGER), "use redis.port", "redis", "port")),
          List.of(),
          null,
          false);

  @Test
  void aMovedFieldFillsItsNewPlaceAndIsNotStored() {
    assertThat(SCHEMA.create(Map.of("redis_host", "h"), AUTOS))
        .isEqualTo(Map.of("redis", Map.of("host", "h", "port", 6379L)));
  }

  @Test
  void aMovedFieldIsShownBesideItsNewPlace() {
    Map<String, @Nullable Object> stored = SCHEMA.create(Map.of("redis_port", 7), AUTOS);

    Map<String, @Nullable Object> shown = new LinkedHashMap<>(stored);
    shown.put("redis_host", null);
    shown.put("redis_port", 7L);
    assertThat(SCHEMA.show(stored)).isEqualTo(shown);
  }

  @Test
  void oldAndNewMayAgree() {
    assertThat(SCHEMA.create(Map.of("redis_host", "h", "redis", Map.of("host", "h")), AUTOS))
        .isEqualTo(Map.of("redis", Map.of("host", "h", "port", 6379L)));
  }

  @Test
  void oldAndNewMustNotDiffer() {
    assertThatThrownBy(
            () -> SCHEMA.create(Map.of("redis_port", 1, "redis", Map.of("port", 2)), AUTOS))
        .hasMessage(
            "schema violation (redis_port: both deprecated and new field are used but their values"
                + " mismatch: redis_port = 1 vs redis.port = 2)");
  }

  @Test
  void aShorthandHasARangeOfItsOwn() {
    assertThatThrownBy(() -> SCHEMA.create(Map.of("redis_port", "x"), AUTOS))
        .hasMessage("schema violation (redis_port: expected an integer)");
  }

  @Test
  void patchTakesTheOldName() {
    Map<String, @Nullable Object> stored =
        SCHEMA.create(Map.of("redis", Map.of("host", "h", "port", 1)), AUTOS);

    assertThat(SCHEMA.update(Map.of("redis_port", 2), stored, AUTOS))
        .isEqualTo(Map.of("redis", Map.of("host", "h", "port", 2L)));
  }

  @Test
  void transformationsRunWhenTheirInputIsGiven() {
    Schema hashing =
        new Schema(
            "things",
            List.of(Field.of("user", Type.Plain.STRING), Field.of("password", Type.Plain.STRING)),
            List.of(),
            List.of(),
            List.of(
                new Transformation(
                    List.of("password"),
                    List.of("user"),
                    values -> Map.of("password", "hash of " + values))),
            null,
            false);
    Map<String, @Nullable Object> stored =
        hashing.create(Map.of("user", "u", "password", "p"), AUTOS);
    assertThat(stored).containsEntry("password", "hash of [p, u]");

    assertThat(hashing.update(Map.of("password", "q", "user", "u"), stored, AUTOS))
        .containsEntry("password", "hash of [q, u]");
    assertThat(hashing.update(Map.of("user", "u"), stored, AUTOS))
        .containsEntry("password", "hash of [p, u]");
    assertThatThrownBy(() -> hashing.create(Map.of("password", "p"), AUTOS))
        .hasMessage(
            "schema violation (all or none of these fields must be set: 'password', 'user')");
    assertThat(hashing.create(Map.of("user", "u"), AUTOS)).containsEntry("password", null);
    for (String changed : List.of("user", "password")) {
      assertThatThrownBy(() -> hashing.update(Map.of(changed, "v"), stored, AUTOS))
          .hasMessage(
              "schema violation (all or none of these fields must be set: 'password', 'user')");
    }
  }
}
