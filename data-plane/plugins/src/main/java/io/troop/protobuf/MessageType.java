package io.troop.protobuf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A message with its fields. *Immutable once its schema is made.*
public final class MessageType {
  private final String name;
  private final boolean implicit;
  private List<Field> fields = List.of();
  private final Map<Integer, Field> byNumber = new HashMap<>();
  private final Map<String, Field> byName = new HashMap<>();

  MessageType(String name, boolean implicit) {
    this.name = name;
    this.implicit = implicit;
  }

  /// A field.
  ///
  /// @param message the type of its values when they are messages
  /// @param names the names of its values when they are of an enum; empty when not
  /// @param repeated whether it has a list of values
  /// @param mapKey the kind of its keys when it is a map; null when it is none
  /// @param defaults whether it has a value even when it was not sent
  record Field(
      String name,
      int number,
      Kind kind,
      @Nullable MessageType message,
      Map<String, Integer> names,
      boolean repeated,
      boolean packed,
      @Nullable Kind mapKey,
      boolean defaults) {

    /// The same kind of value, one by one.
    Field single(int newNumber) {
      return new Field(name, newNumber, kind, message, names, false, false, null, defaults);
    }
  }

  void fields(List<Field> all) {
    fields = List.copyOf(all);
    for (Field field : all) {
      byNumber.put(field.number, field);
      byName.put(field.name, field);
    }
  }

  /// The full name, without a leading dot.
  public String name() {
    return name;
  }

  boolean isImplicit() {
    return implicit;
  }

  List<Field> fields() {
    return fields;
  }

  @Nullable Field field(int number) {
    return byNumber.get(number);
  }

  @Nullable Field field(String fieldName) {
    return byName.get(fieldName);
  }
}
