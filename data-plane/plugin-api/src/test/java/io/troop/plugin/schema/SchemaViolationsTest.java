package io.troop.plugin.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaViolationsTest {

  @Test
  void oneViolationIsNotCounted() {
    assertThat(SchemaViolations.of("a", "bad")).hasMessage("schema violation (a: bad)");
  }

  @Test
  void rulesAcrossFieldsComeFirstThenFieldsByName() {
    assertThat(
            new SchemaViolations(
                Map.of("z", "1", "a", "2", SchemaViolations.ENTITY, List.of("x", "y"))))
        .hasMessage("4 schema violations (x; y; a: 2; z: 1)");
  }

  @Test
  void positionsCountFromOneAndGapsAreNull() {
    assertThat(new SchemaViolations(Map.of("l", Arrays.asList(null, "bad", null, "worse"))))
        .hasMessage("2 schema violations (l.2: bad; l.4: worse)");
  }

  @Test
  void deeperErrorsPrintAsLuaTables() {
    Map<String, Object> deep =
        Map.of(
            "c",
            Map.of(
                "list", Arrays.asList("first", null, "third"),
                "end", "a \"quoted\" \\ word",
                "@entity", List.of("rule")));

    assertThat(new SchemaViolations(Map.of("r", deep)))
        .hasMessage(
            """
            schema violation (r.c: {
              ["@entity"] = {
                "rule"
              },
              ["end"] = "a \\"quoted\\" \\\\ word",
              list = {
                "first",
                [3] = "third"
              }
            })\
            """);
  }

  @Test
  void keysPrintOnOneLine() {
    Map<String, Object> key = new java.util.LinkedHashMap<>();
    key.put("service", Map.of("id", "i"));
    key.put("name", "n");
    key.put("route", null);

    assertThat(LuaText.compact(key)).isEqualTo("{name=\"n\",route=null,service={id=\"i\"}}");
  }
}
