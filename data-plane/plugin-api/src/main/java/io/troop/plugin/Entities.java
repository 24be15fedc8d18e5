package io.troop.plugin;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The entities of one configuration. *Immutable and thread-safe; every look-up is O(1).*
public interface Entities {

  /// The entity of this type with this id; null when there is none.
  <R extends Record> @Nullable R get(Class<R> type, UUID id);

  /// The entity whose unique field has this value, such as a credential by its key; null for none.
  ///
  /// @param field a field that the entity's spec names as unique
  <R extends Record> @Nullable R find(Class<R> type, String field, String value);

  /// The entities that refer to a parent, such as the ACL groups of a consumer; empty for none.
  ///
  /// @param field the referring field, such as `consumer`
  <R extends Record> List<R> of(Class<R> type, String field, UUID parent);
}
