package io.troop.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// One HTTP answer. *Immutable.*
///
/// @param headers in the order received, names in lower case
/// @param certificate the TLS certificate presented, as PEM; null over plain text
public record Answer(
    int status,
    List<Map.Entry<String, String>> headers,
    byte[] bytes,
    @Nullable String certificate) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  public String body() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// All lines of one header joined by a comma, or null when there is none.
  public @Nullable String header(String name) {
    List<String> values =
        headers.stream()
            .filter(h -> h.getKey().equalsIgnoreCase(name))
            .map(Map.Entry::getValue)
            .toList();
    return values.isEmpty() ? null : String.join(", ", values);
  }

  /// The body as maps, lists, texts, numbers and booleans.
  ///
  /// @throws tools.jackson.core.JacksonException when it is no JSON
  public @Nullable Object json() {
    return JSON.readValue(bytes, Object.class);
  }

  /// One member of the body, by names and indexes from the outside in.
  public @Nullable Object json(Object... path) {
    @Nullable Object value = json();
    for (Object step : path) {
      value =
          switch (value) {
            case Map<?, ?> map -> map.get(step);
            case List<?> list -> list.get((Integer) step);
            case null, default ->
                throw new IllegalStateException("no " + step + " in " + value + " of " + this);
          };
    }
    return value;
  }

  @Override
  public String toString() {
    return status + " " + headers + " " + body();
  }
}
