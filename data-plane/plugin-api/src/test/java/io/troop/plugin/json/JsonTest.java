package io.troop.plugin.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void readsEveryKindOfValue() {
    assertThat(Json.parse(" {\"a\":[1,-2.5,true,null,\"x\\u0041\\n\"],\"b\":{}} "))
        .isEqualTo(Map.of("a", Arrays.asList(1L, -2.5, true, null, "xA\n"), "b", Map.of()));
  }

  @Test
  void aWholeNumberIsALongHoweverWritten() {
    assertThat(Json.parse("[1.0, 1e3, 9007199254740993]"))
        .isEqualTo(List.of(1L, 1000L, 9007199254740993L));
  }

  @Test
  void writesWhatItReads() {
    String text = "{\"a\":[1,2.5,\"\\\"\\\\\\u0001ü\"],\"b\":null,\"c\":false}";

    assertThat(Json.write(Json.parse(text))).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "{", "[1,]", "{\"a\"}", "{a:1}", "01", "1.", "-", "tru", "\"a", "\"\\x\"", "1 2",
        "\"\n\"", "1e999", "nul"
      })
  void refusesWhatIsNoJson(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void refusesAbyssalNesting() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("512 levels");
  }

  @Test
  void refusesToWriteWhatHasNoForm() {
    assertThatThrownBy(() -> Json.write(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Json.write(new Object())).isInstanceOf(IllegalArgumentException.class);
  }
}
