package io.troop.control.admin;

import io.troop.control.document.Json;
import io.troop.plugin.schema.FormDecoder;
import io.troop.plugin.schema.Schema;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The fields that a request brought. *Immutable.*
///
/// @param fields a nested document
/// @param form whether all its values are still texts, because a form knows no other
public record Body(Map<String, @Nullable Object> fields, boolean form) {

  private static final byte[] EMPTY_OBJECT = {'{', '}'};

  static final int MOST_ARGUMENTS = 1000;

  /// The methods whose body is looked at.
  static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");

  static final Body NONE = new Body(Map.of(), false);

  /// What a request's content type can't be read as.
  public static final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /// Reads a body by its content type.
  ///
  /// @throws Json.Malformed for JSON that is none
  /// @throws Unsupported for another content type
  public static Body read(String contentType, byte[] content) {
    if (contentType.isEmpty()) {
      if (content.length > 0) {
        throw new Unsupported();
      }
      return NONE;
    }
    String lower = contentType.toLowerCase(java.util.Locale.ROOT);
    if (lower.startsWith("application/json")) {
      return json(content);
    }
    if (lower.startsWith("application/x-www-form-urlencoded")) {
      return form(counted(pairs(new String(content, StandardCharsets.UTF_8))));
    }
    if (lower.startsWith("multipart/form-data")) {
      return form(Multipart.pairs(contentType, content));
    }
    throw new Unsupported();
  }

  /// Looks at what the body of a request that nobody answers claims to be.
  ///
  /// @throws Unsupported for a content type that can't be read
  static void checkKind(AdminRequest request) {
    if (METHODS.contains(request.method())) {
      String type = request.contentType();
      read(type, type.isEmpty() ? request.content() : EMPTY_OBJECT);
    }
  }

  private static Body form(List<Map.Entry<String, String>> pairs) {
    pairs.forEach(pair -> Json.storable(pair.getValue()));
    return new Body(FormDecoder.decode(pairs), true);
  }

  private static Body json(byte[] content) {
    return switch (Json.received(content)) {
      case Map<?, ?> map -> new Body(texts(map), false);
      // Kong: an array counts as an empty object.
      case List<?> _ -> NONE;
      case null, default -> throw new Json.Malformed("not a JSON object");
    };
  }

  private static Map<String, @Nullable Object> texts(Map<?, ?> map) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    map.forEach((name, value) -> fields.put(String.valueOf(name), value));
    return fields;
  }

  /// The names and values of urlencoded text.
  static List<Map.Entry<String, String>> pairs(String text) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (String pair : text.split("&", -1)) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        pairs.add(
            Map.entry(decode(name), equals < 0 ? "true" : decode(pair.substring(equals + 1))));
      }
    }
    return pairs;
  }

  static Answer tooMany() {
    return Answer.message(400, "Too many arguments");
  }

  /// Kong: one argument more than a thousand would be lost, so none is taken.
  ///
  /// @throws AdminErrors.Refused for too many
  static List<Map.Entry<String, String>> counted(List<Map.Entry<String, String>> pairs) {
    if (pairs.size() > MOST_ARGUMENTS) {
      throw new AdminErrors.Refused(tooMany());
    }
    return pairs;
  }

  /// Decodes `%` and `+`; a text whose escapes are broken stays as it is.
  static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return text;
    }
  }

  /// The fields, with the texts of a form turned into what the schema asks for.
  Map<String, @Nullable Object> typed(Schema schema) {
    return form ? schema.coerce(fields) : new LinkedHashMap<>(fields);
  }
}
