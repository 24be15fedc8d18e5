package io.troop.plugins.exittransformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.template.TemplateException;
import io.troop.transform.HeaderPair;
import io.troop.transform.MediaTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An answer as functions see it. *Immutable.*
///
/// @param body a JSON object as a map, another body as a text; null for none
/// @param headers names to texts or lists of them, without the content type of a JSON object; null
///   for none
record ExitValues(int status, @Nullable Object body, @Nullable Map<?, ?> headers) {

  static ExitValues of(Verdict.Answer answer) {
    Object body = body(answer);
    Map<String, Object> headers = new LinkedHashMap<>();
    for (Map.Entry<String, String> line : answer.headers()) {
      if (!(isType(line) && body instanceof Map)) {
        headers.merge(line.getKey(), line.getValue(), ExitValues::both);
      }
    }
    return new ExitValues(answer.status(), body, headers.isEmpty() ? null : headers);
  }

  private static boolean isType(Map.Entry<String, String> line) {
    return line.getKey().equalsIgnoreCase("content-type");
  }

  private static Object both(Object first, Object second) {
    List<Object> all = new ArrayList<>();
    if (first instanceof List<?> list) {
      all.addAll(list);
    } else {
      all.add(first);
    }
    all.add(second);
    return all;
  }

  private static @Nullable Object body(Verdict.Answer answer) {
    byte[] bytes = answer.body();
    if (bytes == null) {
      return answer.message() == null ? null : Map.of("message", answer.message());
    }
    boolean json =
        answer.headers().stream()
            .anyMatch(line -> isType(line) && MediaTypes.isJson(line.getValue()));
    if (json) {
      try {
        if (Json.parse(bytes) instanceof Map<?, ?> map) {
          return map;
        }
      } catch (JsonException _) {
        // It stays a text, whatever it says of itself.
      }
    }
    return bytes.length == 0 ? null : new String(bytes, UTF_8);
  }

  /// What functions returned.
  ///
  /// @throws TemplateException when it is no answer
  static ExitValues of(List<@Nullable Object> results) {
    if (!(results.get(0) instanceof Long status) || status < 100 || status > 599) {
      throw new TemplateException(
          "a function returned the status " + results.get(0) + " (expected: 100 to 599)");
    }
    Object headers = results.get(2);
    if (headers != null && !(headers instanceof Map)) {
      throw new TemplateException("a function returned headers that are no table");
    }
    return new ExitValues(status.intValue(), results.get(1), (Map<?, ?>) headers);
  }

  /// These values as an answer.
  ///
  /// @param before the values of the answer it replaces
  Verdict.Answer answer(ExitValues before, Verdict.Answer replaced) {
    List<Map.Entry<String, String>> lines = lines();
    boolean typed = lines.stream().anyMatch(ExitValues::isType);
    if (Objects.equals(body, before.body)) {
      if (!typed) {
        replaced.headers().stream().filter(ExitValues::isType).forEach(lines::add);
      }
      return replaced.below(status, lines);
    }
    if (body instanceof Map || body instanceof List) {
      if (!typed) {
        lines.add(Map.entry("Content-Type", "application/json; charset=utf-8"));
      }
      return new Verdict.Answer(status, lines, Json.bytes(body), null);
    }
    byte[] text = body == null ? new byte[0] : String.valueOf(body).getBytes(UTF_8);
    return new Verdict.Answer(status, lines, text, null);
  }

  private List<Map.Entry<String, String>> lines() {
    List<Map.Entry<String, String>> lines = new ArrayList<>();
    if (headers != null) {
      headers.forEach((name, value) -> {
        for (Object one : value instanceof List<?> list ? list : List.of(value)) {
          lines.add(line(String.valueOf(name), String.valueOf(one)));
        }
      });
    }
    return lines;
  }

  private static Map.Entry<String, String> line(String name, String value) {
    String problem = new HeaderPair().violation(name);
    if (problem != null || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
      throw new TemplateException("a function returned a header that can't be sent: " + name);
    }
    return Map.entry(name, value);
  }
}
