package io.troop.control.store;

import io.troop.plugin.entity.EntitySpec;
import io.troop.state.EntityKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The committed entities of one control plane, now or at an earlier revision. *Thread-safe.*
public interface Entities {

  /// One tag of one entity.
  record Tagged(String tag, EntityKey entity) {}

  /// The entity of a workspace with this key.
  Optional<Stored> byId(String workspace, EntityKey key);

  /// The entity of a workspace that has these values in fields that are unique together.
  Optional<Stored> byFields(
      String workspace, EntitySpec spec, Map<String, @Nullable Object> values);

  /// A page of entities.
  EntityQuery.Page page(EntityQuery query);

  /// Tags with their entities, ordered by tag, kind and id, after a given one; all or those of one
  /// tag.
  List<Tagged> tags(String workspace, Optional<String> tag, Optional<Tagged> after, int size);

  /// The greatest id comes last; this is the order of pages.
  static int compare(UUID one, UUID other) {
    int order = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return order != 0
        ? order
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }
}
