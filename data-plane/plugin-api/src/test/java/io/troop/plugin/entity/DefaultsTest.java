package io.troop.plugin.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Type;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Defaults are JSON literals that no compiler checks; this test does.
class DefaultsTest {

  static List<EntitySpec> specs() {
    return CoreEntities.all();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void everyDefaultKeepsToItsOwnField(EntitySpec spec) {
    visit(spec.schema(), spec.name());
  }

  private static void visit(Schema schema, String path) {
    for (Field field : schema.fields()) {
      String at = path + "." + field.name();
      if (field.preset() != null && field.preset().value() != null) {
        Schema alone = Schema.of("", List.of(field), List.<Check>of());
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put(field.name(), field.preset().value());
        assertThat(alone.check(document).get(field.name())).as(at).isNotNull();
      }
      if (field.type() instanceof Type.RecordOf(Schema inner)) {
        visit(inner, at);
      }
    }
  }
}
