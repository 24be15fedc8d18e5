package io.troop.plugins.mocking;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Makes a value that a JSON schema describes, by chance where it leaves a choice. *Thread-safe if
/// its source of chance is.*
record SchemaExample(ApiDocument document, RandomGenerator random) {
  private static final int DEEPEST = 8;

  @Nullable Object of(@Nullable Object schema) {
    return value(document.object(schema), 0);
  }

  private @Nullable Object value(Map<?, ?> schema, int depth) {
    for (String given : List.of("example", "default", "const")) {
      if (schema.containsKey(given)) {
        return schema.get(given);
      }
    }
    for (String list : List.of("examples", "enum")) {
      if (schema.get(list) instanceof List<?> values && !values.isEmpty()) {
        return values.getFirst();
      }
    }
    for (String choice : List.of("oneOf", "anyOf")) {
      if (schema.get(choice) instanceof List<?> schemas && !schemas.isEmpty()) {
        return value(document.object(schemas.getFirst()), depth + 1);
      }
    }
    if (schema.get("allOf") instanceof List<?> || schema.get("properties") instanceof Map<?, ?>) {
      return object(schema, depth);
    }
    return switch (type(schema)) {
      case "array" -> array(schema, depth);
      case "object" -> object(schema, depth);
      case "boolean" -> random.nextBoolean();
      case "integer" -> Math.round(number(schema));
      case "number" -> Math.round(number(schema) * 100) / 100.0;
      case "string" -> text(schema);
      default -> null;
    };
  }

  private static String type(Map<?, ?> schema) {
    Object type = schema.get("type");
    return type instanceof List<?> list && !list.isEmpty()
        ? String.valueOf(list.getFirst())
        : String.valueOf(type);
  }

  private Map<String, @Nullable Object> object(Map<?, ?> schema, int depth) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (depth > DEEPEST) {
      return out;
    }
    if (schema.get("allOf") instanceof List<?> parts) {
      for (Object part : parts) {
        if (value(document.object(part), depth + 1) instanceof Map<?, ?> members) {
          members.forEach((name, value) -> out.put(String.valueOf(name), value));
        }
      }
    }
    ApiDocument.members(schema.get("properties"))
        .forEach((name, each) -> out.put(name, value(document.object(each), depth + 1)));
    return out;
  }

  private List<@Nullable Object> array(Map<?, ?> schema, int depth) {
    List<@Nullable Object> out = new ArrayList<>();
    long least = schema.get("minItems") instanceof Number number ? number.longValue() : 1;
    if (depth <= DEEPEST && schema.get("items") != null) {
      for (long i = 0; i < Math.min(Math.max(least, 1), 100); i++) {
        out.add(value(document.object(schema.get("items")), depth + 1));
      }
    }
    return out;
  }

  private double number(Map<?, ?> schema) {
    double least = schema.get("minimum") instanceof Number number ? number.doubleValue() : 0;
    double most =
        schema.get("maximum") instanceof Number number ? number.doubleValue() : least + 1000;
    return least + random.nextDouble() * Math.max(0, most - least);
  }

  private String text(Map<?, ?> schema) {
    return switch (String.valueOf(schema.get("format"))) {
      case "date" -> "2024-01-%02d".formatted(1 + random.nextInt(28));
      case "date-time" -> "2024-01-%02dT12:00:00Z".formatted(1 + random.nextInt(28));
      case "uuid" ->
          new java.util.UUID(
                  (random.nextLong() & ~0xF000L) | 0x4000L,
                  (random.nextLong() >>> 2) | Long.MIN_VALUE)
              .toString();
      case "email" -> "user" + random.nextInt(1000) + "@example.com";
      case "uri", "url" -> "https://example.com/" + random.nextInt(1000);
      case "ipv4" -> "192.0.2." + random.nextInt(256);
      default -> letters(schema);
    };
  }

  private String letters(Map<?, ?> schema) {
    int least = schema.get("minLength") instanceof Number number ? number.intValue() : 8;
    int most = schema.get("maxLength") instanceof Number number ? number.intValue() : least + 8;
    int length = Math.min(1000, Math.min(most, Math.max(least, 8)));
    StringBuilder out = new StringBuilder();
    while (out.length() < length) {
      out.append((char) ('a' + random.nextInt(26)));
    }
    return out.toString();
  }
}
