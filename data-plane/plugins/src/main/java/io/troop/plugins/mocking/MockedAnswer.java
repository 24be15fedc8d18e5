package io.troop.plugins.mocking;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Headers;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes the answer that an operation describes. *Immutable.*
record MockedAnswer(MockingConfig config, ApiDocument document, RandomGenerator random) {

  /// An answer, or why there is none.
  Verdict of(Map<?, ?> operation, Headers asked) {
    Map<Integer, Object> responses = responses(operation);
    String wanted = asked.get("X-Kong-Mocking-Status-Code");
    Integer status = wanted == null ? chosen(responses) : wanted(wanted, operation, responses);
    if (status == null) {
      return refused(
          wanted == null
              ? "No examples exist in API specification for this resource with the included status"
                  + " codes"
              : "could not find the status code '" + wanted + "' in API specification");
    }
    Map<?, ?> response = document.object(responses.get(status));
    Map<String, @Nullable Object> contents =
        document.isVersion2()
            ? version2(operation, response)
            : ApiDocument.members(response.get("content"));
    if (contents.isEmpty()) {
      return answer(status, null, new byte[0]);
    }
    String type = Accepted.of(asked.get("accept")).choose(contents.keySet());
    if (type == null) {
      return Verdict.json(
          406,
          Json.write(
              Map.of("message", "Supported MIME types: " + String.join(", ", contents.keySet()))));
    }
    String example = asked.get("X-Kong-Mocking-Example-Id");
    Map<?, ?> content = document.object(contents.get(type));
    Map<String, @Nullable Object> examples = ApiDocument.members(content.get("examples"));
    if (example != null && !examples.containsKey(example)) {
      return refused("could not find the example id '" + example + "'");
    }
    return answer(status, type, body(type, value(content, examples, example)));
  }

  /// The responses by their statuses; a status such as `2XX` or `default` stands for its first.
  private Map<Integer, Object> responses(Map<?, ?> operation) {
    Map<Integer, Object> out = new TreeMap<>();
    ApiDocument.members(operation.get("responses"))
        .forEach((code, response) -> {
          if (response == null) {
            return;
          }
          if (code.matches("[1-5][0-9][0-9]")) {
            out.put(Integer.valueOf(code), response);
          } else if (code.matches("[1-5](XX|xx)")) {
            out.putIfAbsent(Integer.valueOf(code.charAt(0) + "00"), response);
          } else if (code.equals("default")) {
            out.putIfAbsent(200, response);
          }
        });
    return out;
  }

  private @Nullable Integer chosen(Map<Integer, Object> responses) {
    List<Integer> included = config.includedStatusCodes();
    List<Integer> codes =
        responses.keySet().stream()
            .filter(code -> included == null || included.isEmpty() || included.contains(code))
            .toList();
    if (codes.isEmpty()) {
      return null;
    }
    return codes.get(config.randomStatusCode() ? random.nextInt(codes.size()) : 0);
  }

  /// The status that the client wants, if the operation has it.
  private static @Nullable Integer wanted(
      String text, Map<?, ?> operation, Map<Integer, Object> responses) {
    if (!text.matches("[1-5][0-9][0-9]")) {
      return null;
    }
    Integer status = Integer.valueOf(text);
    if (!responses.containsKey(status)) {
      Map<String, @Nullable Object> all = ApiDocument.members(operation.get("responses"));
      Object wild = all.get(text.charAt(0) + "XX");
      Object found = wild == null ? all.get("default") : wild;
      if (found == null) {
        return null;
      }
      responses.put(status, found);
    }
    return status;
  }

  /// Version 2 keeps the schema beside the examples, which are one for each content type.
  private Map<String, @Nullable Object> version2(Map<?, ?> operation, Map<?, ?> response) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    ApiDocument.members(response.get("examples"))
        .forEach((type, example) -> {
          Map<String, @Nullable Object> content = new LinkedHashMap<>();
          content.put("example", example);
          out.put(type, content);
        });
    if (response.get("schema") != null) {
      List<?> types = operation.get("produces") instanceof List<?> own ? own : document.produces();
      for (Object type : types.isEmpty() ? List.of("application/json") : types) {
        Map<String, @Nullable Object> content = new LinkedHashMap<>();
        content.put("schema", response.get("schema"));
        out.putIfAbsent(String.valueOf(type), content);
      }
    }
    return out;
  }

  private @Nullable Object value(
      Map<?, ?> content, Map<String, @Nullable Object> examples, @Nullable String id) {
    if (!examples.isEmpty()) {
      List<String> names = new ArrayList<>(examples.keySet());
      int index = config.randomExamples() ? random.nextInt(names.size()) : 0;
      return document.object(examples.get(id == null ? names.get(index) : id)).get("value");
    }
    return content.containsKey("example")
        ? document.resolved(content.get("example"))
        : new SchemaExample(document, random).of(content.get("schema"));
  }

  private static byte[] body(String type, @Nullable Object value) {
    boolean json = type.contains("json");
    return value == null && !json
        ? new byte[0]
        : (json || !(value instanceof String) ? Json.write(plain(value)) : value.toString())
            .getBytes(UTF_8);
  }

  /// YAML reads dates and names that are no text.
  private static @Nullable Object plain(@Nullable Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        map.forEach((name, each) -> out.put(String.valueOf(name), plain(each)));
        yield out;
      }
      case List<?> list -> list.stream().<@Nullable Object>map(MockedAnswer::plain).toList();
      case Integer number -> Long.valueOf(number);
      case java.util.Date date -> date.toInstant().toString();
      case null -> null;
      case String text -> text;
      case Boolean truth -> truth;
      case Long number -> number;
      case Double number -> number;
      default -> String.valueOf(value);
    };
  }

  private static Verdict answer(int status, @Nullable String type, byte[] body) {
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    if (type != null) {
      headers.add(Map.entry("Content-Type", type));
    }
    headers.add(Map.entry("X-Kong-Mocking-Plugin", "true"));
    return new Verdict.Answer(status, headers, body, null);
  }

  private static Verdict refused(String message) {
    return Verdict.json(404, Json.write(Map.of("message", message)));
  }
}
