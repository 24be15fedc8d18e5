package io.troop.plugins.proxycache;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Content types that count, `*` standing for any part; parameters must be the same. *Immutable.*
record ContentTypes(List<MediaType> accepted) {

  /// A content type in its parts, all in lower case but the values of parameters.
  record MediaType(String type, String subtype, Map<String, String> parameters) {
    static @Nullable MediaType parse(String text) {
      String[] parts = text.split(";", -1);
      String whole = parts[0].strip().toLowerCase(Locale.ROOT);
      String name = whole.equals("*") ? "*/*" : whole;
      int slash = name.indexOf('/');
      if (slash < 0) {
        return null;
      }
      Map<String, String> parameters = new HashMap<>();
      for (int i = 1; i < parts.length; i++) {
        int equals = parts[i].indexOf('=');
        if (equals > 0) {
          parameters.put(
              parts[i].substring(0, equals).strip().toLowerCase(Locale.ROOT),
              parts[i].substring(equals + 1).strip().replace("\"", ""));
        }
      }
      return new MediaType(
          name.substring(0, slash).strip(), name.substring(slash + 1).strip(), parameters);
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
