package io.troop.control.store;

import io.troop.control.document.Json;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An entity as a document, with where it lives. *The document may be changed by whoever asked for
/// it*: it is a copy.
public record Stored(EntityKey key, String workspace, Map<String, @Nullable Object> document) {

  /// The entity as a document.
  public static Stored of(Entity entity) {
    return new Stored(entity.key(), entity.workspace(), Json.object(entity.json()));
  }

  public UUID id() {
    return key.id();
  }

  /// Without the document: that may hold secrets.
  @Override
  public String toString() {
    return key + " in " + workspace;
  }
}
