package io.troop.plugin.schema.annotation;

import org.jspecify.annotations.Nullable;

/// A check of one value that no other annotation can say. *Thread-safe, without state.*
@FunctionalInterface
public interface Validator {

  /// What is wrong with the value; null when nothing is.
  ///
  /// @param value a value of the field's type in untyped form (a `Map` for a record)
  @Nullable String violation(Object value);
}
