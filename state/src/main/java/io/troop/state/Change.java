package io.troop.state;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What became of one entity between two images. *Immutable.*
///
/// @param after the entity as it is now; null when it was deleted
public record Change(EntityKey key, @Nullable Entity after) {

  public Change {
    if (after != null && !after.key().equals(key)) {
      throw new IllegalArgumentException("change of " + key + " with entity " + after.key());
    }
  }

  /// The entity is new or has other content.
  public static Change put(Entity entity) {
    return new Change(entity.key(), entity);
  }

  /// The entity is gone.
  public static Change delete(EntityKey key) {
    return new Change(key, null);
  }

  /// Both lists as one: of several changes to one entity only the last counts.
  public static List<Change> merged(List<Change> first, List<Change> second) {
    Map<EntityKey, Change> last = new LinkedHashMap<>();
    first.forEach(change -> last.put(change.key(), change));
    second.forEach(change -> last.put(change.key(), change));
    return List.copyOf(last.values());
  }
}
