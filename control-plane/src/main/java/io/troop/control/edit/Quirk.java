package io.troop.control.edit;

import io.troop.control.store.Draft;
import io.troop.control.store.Stored;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is special about changing one kind of entity.
interface Quirk {

  /// What is left to do once the entity itself is in the draft.
  @FunctionalInterface
  interface Rest {
    Rest NONE = (_, _) -> {};

    void run(Draft draft, UUID id);
  }

  /// Nothing is special.
  Quirk NONE = new Quirk() {};

  /// Before an entity is written: may take fields away that are none of the entity's own.
  ///
  /// @param known the id of the entity when it is there already; null for a new one
  default Rest before(
      Draft draft, String workspace, @Nullable UUID known, Map<String, @Nullable Object> fields) {
    return Rest.NONE;
  }

  /// Before an entity is deleted.
  default void beforeDelete(Draft draft, Stored stored) {}
}
