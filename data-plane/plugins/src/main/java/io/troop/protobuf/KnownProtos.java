package io.troop.protobuf;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The files that every `.proto` file may import: the names and numbers of Google's well-known
/// types. *Stateless.*
final class KnownProtos {
  private static final Map<String, String> TYPES =
      Map.of(
          "timestamp", "message Timestamp { int64 seconds = 1; int32 nanos = 2; }",
          "duration", "message Duration { int64 seconds = 1; int32 nanos = 2; }",
          "empty", "message Empty {}",
          "any", "message Any { string type_url = 1; bytes value = 2; }",
          "field_mask", "message FieldMask { repeated string paths = 1; }",
          "wrappers",
              """
              message DoubleValue { double value = 1; }
              message FloatValue { float value = 1; }
              message Int64Value { int64 value = 1; }
              message UInt64Value { uint64 value = 1; }
              message Int32Value { int32 value = 1; }
              message UInt32Value { uint32 value = 1; }
              message BoolValue { bool value = 1; }
              message StringValue { string value = 1; }
              message BytesValue { bytes value = 1; }
              """,
          "struct",
              """
              message Struct { map<string, Value> fields = 1; }
              message Value {
                oneof kind {
                  NullValue null_value = 1;
                  double number_value = 2;
                  string string_value = 3;
                  bool bool_value = 4;
                  Struct struct_value = 5;
                  ListValue list_value = 6;
                }
              }
              enum NullValue { NULL_VALUE = 0; }
              message ListValue { repeated Value values = 1; }
              """);

  private KnownProtos() {}

  /// The text of a file; null when it is none of those. Files that only describe options are empty.
  static @Nullable String text(String name) {
    if (name.startsWith("google/api/") || name.equals("google/protobuf/descriptor.proto")) {
      return "";
    }
    String prefix = "google/protobuf/";
    if (!name.startsWith(prefix) || !name.endsWith(".proto")) {
      return null;
    }
    String types = TYPES.get(name.substring(prefix.length(), name.length() - ".proto".length()));
    return types == null ? null : "syntax = \"proto3\"; package google.protobuf; " + types;
  }
}
