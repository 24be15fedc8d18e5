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
  /// @param field a field that the entity's spec names as unique; of fields that are unique
  ///   together, their names between commas, and `value` as [#joined] makes it
  <R extends Record> @Nullable R find(Class<R> type, String field, String value);

  /// The entities that refer to a parent, such as the ACL groups of a consumer; empty for none.
  ///
  /// @param field the referring field, such as `consumer`
  <R extends Record> List<R> of(Class<R> type, String field, UUID parent);

  /// The value of fields that are unique together.
  ///
  /// @param values in the order of the fields: a text, the id of a reference, or "" for null
  static String joined(String... values) {
    return String.join("\0", values);
  }
}
