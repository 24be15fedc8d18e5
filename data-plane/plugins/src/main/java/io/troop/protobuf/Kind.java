package io.troop.protobuf;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a field's values are, and how they are sent.
enum Kind {
  DOUBLE(1),
  FLOAT(5),
  INT32(0),
  INT64(0),
  UINT32(0),
  UINT64(0),
  SINT32(0),
  SINT64(0),
  FIXED32(5),
  FIXED64(1),
  SFIXED32(5),
  SFIXED64(1),
  BOOL(0),
  STRING(2),
  BYTES(2),
  ENUM(0),
  MESSAGE(2);

  /// The wire type.
  final int wire;

  Kind(int wire) {
    this.wire = wire;
  }

  /// The kind a `.proto` file names; null for the name of a message or an enum.
  static @Nullable Kind of(String name) {
    return switch (name) {
      case "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64" ->
          named(name);
      case "fixed32", "fixed64", "sfixed32", "sfixed64", "bool", "string", "bytes" -> named(name);
      default -> null;
    };
  }

  private static Kind named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /// Whether several values may be sent as one piece.
  boolean packs() {
    return wire != 2;
  }
}
