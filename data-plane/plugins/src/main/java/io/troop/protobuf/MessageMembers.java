package io.troop.protobuf;

import io.troop.protobuf.MessageType.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Puts texts from a path or a query into the members of a message. *Stateless.*
public final class MessageMembers {
  private MessageMembers() {}

  /// Sets the member that a dotted path leads to; objects on the way are made. A path that leads to
  /// no field changes nothing. A field that is a list gets the value beside those it has.
  public static void put(
      MessageType type, Map<String, @Nullable Object> members, String path, String value) {
    String[] names = path.split("\\.", -1);
    MessageType owner = type;
    Map<String, @Nullable Object> target = members;
    for (int i = 0; i < names.length; i++) {
      Field field = owner == null ? null : owner.field(names[i]);
      if (field == null) {
        return;
      }
      if (i == names.length - 1) {
        set(target, field, value);
        return;
      }
      target = inner(target, names[i]);
      owner = field.message();
    }
  }

  private static void set(Map<String, @Nullable Object> target, Field field, String value) {
    if (!field.repeated()) {
      target.put(field.name(), value);
      return;
    }
    List<@Nullable Object> list = new ArrayList<>();
    if (target.get(field.name()) instanceof List<?> before) {
      list.addAll(before);
    }
    list.add(value);
    target.put(field.name(), list);
  }

  @SuppressWarnings("unchecked") // objects are maps by name
  private static Map<String, @Nullable Object> inner(
      Map<String, @Nullable Object> target, String name) {
    if (target.get(name) instanceof Map<?, ?> there) {
      return (Map<String, @Nullable Object>) there;
    }
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    target.put(name, made);
    return made;
  }
}
