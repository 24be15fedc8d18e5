package io.troop.plugin.form;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.log.QueryArguments;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Parts of a request as documents, the way Kong hands them to plugins. *Stateless.*
public final class RequestDocuments {

  private RequestDocuments() {}

  /// What a body says, by its content type: a form, a multipart form or JSON (Kong's
  /// `kong.request.get_body`). Empty for a content type that is none of these.
  ///
  /// @throws UnreadableBody when it is not what its content type says
  public static Optional<Object> body(@Nullable String contentType, byte[] body)
      throws UnreadableBody {
    return switch (mediaType(contentType)) {
      case "application/x-www-form-urlencoded" ->
          Optional.of(QueryArguments.of(new String(body, UTF_8)));
      case "application/json" -> Optional.ofNullable(json(body));
      case "multipart/form-data" -> Optional.of(MultipartForm.of(body, contentType));
      default -> Optional.empty();
    };
  }

  /// The content type without its parameters, in lower case; empty for none.
  public static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object json(byte[] body) throws UnreadableBody {
    try {
      return Json.parse(body);
    } catch (JsonException e) {
      throw new UnreadableBody("the request's body is no JSON: " + e.getMessage(), e);
    }
  }
}
