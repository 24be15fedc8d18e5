package io.troop.control.edit;

import io.troop.control.store.Workspaces;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Schema;
import io.troop.state.EntityKey;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A kind of entity: how it is stored and served, and what its documents look like. *Immutable.*
public record Kind(EntitySpec spec) {

  /// Kong's name of the collection.
  public String name() {
    return spec.name();
  }

  public Schema schema() {
    return spec.schema();
  }

  /// The schema for this very document: of its plugin, say.
  public Schema schemaFor(Map<String, ? extends @Nullable Object> document) {
    return spec.schema().forKind(document);
  }

  /// The key of the entity with this id.
  public EntityKey key(UUID id) {
    return new EntityKey(spec.name(), id);
  }

  /// Where entities of this kind live when somebody speaks of a workspace: what belongs to all
  /// workspaces lives in the first.
  public String home(String workspace) {
    return spec.workspaced() ? workspace : Workspaces.DEFAULT;
  }
}
