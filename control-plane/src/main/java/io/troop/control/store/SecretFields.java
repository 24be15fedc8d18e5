package io.troop.control.store;

import io.troop.state.Entity;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Keeps the secrets of documents unreadable in the database.
public interface SecretFields {

  /// The document as the database may hold it. Leaves the given one as it was.
  Map<String, @Nullable Object> hide(
      UUID controlPlane, String kind, Map<String, @Nullable Object> document);

  /// An entity's document as the database may hold it, in canonical JSON.
  String hidden(UUID controlPlane, Entity entity);

  /// The document that [#hide] got. Leaves the given one as it was.
  Map<String, @Nullable Object> reveal(
      UUID controlPlane, String kind, Map<String, @Nullable Object> document);
}
