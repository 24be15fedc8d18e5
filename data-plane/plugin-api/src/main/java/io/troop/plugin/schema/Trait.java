package io.troop.plugin.schema;

import java.util.Locale;

/// A property of a field that is either there or not.
public enum Trait {
  /// The field's schema is that of the entity's kind.
  ABSTRACT,
  /// The gateway makes the value when it is left out.
  AUTO,
  ENCRYPTED,
  IMMUTABLE,
  /// `/schemas/…` says that the value may be left out.
  NOT_REQUIRED,
  REFERENCEABLE,
  TRANSIENT,
  UNIQUE,
  /// `/schemas/…` does not show the field.
  UNTOLD,
  /// Unique among all workspaces; comes with [#UNIQUE].
  UNIQUE_ACROSS_WS;

  /// Kong's word for it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
