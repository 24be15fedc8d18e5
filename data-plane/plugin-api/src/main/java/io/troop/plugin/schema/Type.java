package io.troop.plugin.schema;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The type of a field's value. *Immutable.*
public sealed interface Type {

  /// Kong's word for it, such as `string` or `record`.
  String word();

  /// A type without parts.
  enum Plain implements Type {
    STRING,
    /// A `Double`, or a `Long` when it is whole.
    NUMBER,
    /// A `Long`.
    INTEGER,
    BOOLEAN,
    /// Code; never in a document.
    FUNCTION,
    /// A value that a JSON schema describes.
    JSON,
    /// Any value.
    ANY;

    @Override
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// A list in order.
  record ArrayOf(Field elements) implements Type {
    @Override
    public String word() {
      return "array";
    }
  }

  /// A list without equal elements; keeps the order given.
  record SetOf(Field elements) implements Type {
    @Override
    public String word() {
      return "set";
    }
  }

  /// Names and values.
  record MapOf(Field keys, Field values) implements Type {
    @Override
    public String word() {
      return "map";
    }
  }

  /// Fields with a schema of their own.
  record RecordOf(Schema schema) implements Type {
    @Override
    public String word() {
      return "record";
    }
  }

  /// Another entity, as `{"id": "…"}`.
  ///
  /// @param reference the other entity's collection
  /// @param onDelete `cascade`, or null for the rule that the other can't be deleted before
  record Foreign(String reference, @Nullable String onDelete) implements Type {
    @Override
    public String word() {
      return "foreign";
    }
  }

  /// The field of each element; null for a type without elements.
  default @Nullable Field elementsOrNull() {
    return switch (this) {
      case ArrayOf(Field elements) -> elements;
      case SetOf(Field elements) -> elements;
      default -> null;
    };
  }
}
