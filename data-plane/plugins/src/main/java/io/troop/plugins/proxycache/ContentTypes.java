package io.troop.plugins.proxycache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Content types that count, `*` standing for any part; parameters must be the same. *Immutable.*
record ContentTypes(List<MediaType> accepted) {

  /// A content type in its parts, lower case.
  record MediaType(String type, String subtype, Map<String, String> parameters) {
    static @Nullable MediaType parse(String text) {
      String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
      int slash = parts[0].indexOf('/');
      if (slash < 0) {
        return null;
      }
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          parameters.put(
              parts[i].substring(0, equals).strip(),
              parts[i].substring(equals + 1).strip().replace("\"", ""));
        }
      }
      return new MediaType(
          parts[0].substring(0, slash).strip(), parts[0].substring(slash + 1).strip(), parameters);
    }
  }

  static ContentTypes of(List<String> texts) {
    return new ContentTypes(
        texts.stream()
            .flatMap(text -> java.util.stream.Stream.ofNullable(MediaType.parse(text)))
            .toList());
  }

  boolean accepts(@Nullable String contentType) {
    MediaType actual = contentType == null ? null : MediaType.parse(contentType);
    return actual != null
        && accepted.stream()
            .anyMatch(wanted ->
                (wanted.type.equals("*") || wanted.type.equals(actual.type))
                    && (wanted.subtype.equals("*") || wanted.subtype.equals(actual.subtype))
                    && wanted.parameters.equals(actual.parameters));
  }
}
