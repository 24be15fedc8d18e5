package io.troop.plugins.fakes;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.json.Json;
import java.util.Map;

/// Members that Lua sets in entries of logs, with dots that nest and dots that don't, and one that
/// it takes out. *Stateless.*
public final class LuaFields {

  /// A member of a log plugin's configuration, behind others.
  public static final String CONFIG =
      ",\"custom_fields_by_lua\":"
          + Json.write(
              Map.of(
                  "new_field", "return 123",
                  "nested.keys", "return 456",
                  "escape\\.dots", "return 789",
                  "nested.escape\\.dots", "return 135",
                  "route", "return nil"));

  private LuaFields() {}

  /// An entry has what [#CONFIG] sets, and not what it takes out.
  public static void assertIn(Map<?, ?> entry) {
    assertThat(entry.get("new_field")).isEqualTo(123L);
    assertThat(entry.get("nested")).isEqualTo(Map.of("keys", 456L, "escape.dots", 135L));
    assertThat(entry.get("escape.dots")).isEqualTo(789L);
    assertThat(entry.containsKey("route")).isFalse();
  }
}
