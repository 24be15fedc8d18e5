package io.troop.control.admin;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the Admin API answers. *Immutable.*
///
/// @param body a document to be written as JSON, a [Text], a [Stream], or null for none
public record Answer(int status, Map<String, String> headers, @Nullable Object body) {

  /// A body that is no JSON.
  public record Text(String contentType, String text) {}

  /// A body that is written as it comes about; the answer ends when the writing does.
  public record Stream(String contentType, Writing writing) {}

  /// Writes a body.
  @FunctionalInterface
  public interface Writing {
    /// @throws IOException when whoever asked is gone
    void to(OutputStream out) throws IOException;
  }

  public static Answer of(int status, @Nullable Object body) {
    return new Answer(status, Map.of(), body);
  }

  public static Answer ok(Object body) {
    return of(200, body);
  }

  public static Answer created(Object body) {
    return of(201, body);
  }

  public static Answer noContent() {
    return of(204, null);
  }

  /// `{"message": …}`.
  public static Answer message(int status, String message) {
    return of(status, Map.of("message", message));
  }

  public static Answer notFound() {
    return message(404, "Not found");
  }

  public Answer with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Answer(status, more, body);
  }
}
