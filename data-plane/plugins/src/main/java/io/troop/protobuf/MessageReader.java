package io.troop.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.protobuf.MessageType.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes JSON values of a message, in the order of its fields. What was not sent has proto3's value
/// for it: an empty list or text, zero, false; messages, `optional` fields and those of a `oneof`
/// stay away. *Stateless.*
public final class MessageReader {
  private static final int MAX_DEPTH = 100;

  private MessageReader() {}

  /// The members of a message.
  ///
  /// @throws ProtoException when the bytes are none
  public static Map<String, @Nullable Object> read(MessageType type, byte[] message) {
    return read(type, message, 0);
  }

  private static Map<String, @Nullable Object> read(MessageType type, byte[] message, int depth) {
    if (depth > MAX_DEPTH) {
      throw new ProtoException("a message nested deeper than " + MAX_DEPTH + " levels");
    }
    Map<Field, Object> found = new HashMap<>();
    ProtoReader in = new ProtoReader(message);
    while (in.hasMore()) {
      long head = in.varint();
      int wire = (int) (head & 7);
      Field field = type.field((int) (head >>> 3));
      if (field == null || !fits(field, wire)) {
        in.skip(wire);
      } else if (field.mapKey() != null) {
        entry(found, field, field.mapKey(), in.bytes(), depth);
      } else if (field.repeated()) {
        List<@Nullable Object> list = list(found, field);
        if (wire == 2 && field.kind().packs()) {
          ProtoReader packed = new ProtoReader(in.bytes());
          while (packed.hasMore()) {
            list.add(value(field, packed, depth));
          }
        } else {
          list.add(value(field, in, depth));
        }
      } else {
        Object value = value(field, in, depth);
        if (value != null) {
          found.put(field, value);
        }
      }
    }
    return ordered(type, found);
  }

  private static boolean fits(Field field, int wire) {
    return field.mapKey() != null
        ? wire == 2
        : wire == field.kind().wire || (field.repeated() && field.kind().packs() && wire == 2);
  }

  @SuppressWarnings("unchecked") // only this class fills the map
  private static List<@Nullable Object> list(Map<Field, Object> found, Field field) {
    return (List<@Nullable Object>) found.computeIfAbsent(field, _ -> new ArrayList<>());
  }

  @SuppressWarnings("unchecked") // only this class fills the map
  private static void entry(
      Map<Field, Object> found, Field field, Kind keys, byte[] entry, int depth) {
    Field key = new Field("key", 1, keys, null, Map.of(), false, false, null, true);
    ProtoReader in = new ProtoReader(entry);
    Object name = zero(key);
    Object value = field.message() == null ? zero(field.single(2)) : Map.of();
    while (in.hasMore()) {
      long head = in.varint();
      if (head >>> 3 == 1 && (head & 7) == keys.wire) {
        name = value(key, in, depth);
      } else if (head >>> 3 == 2 && (head & 7) == field.kind().wire) {
        value = value(field.single(2), in, depth);
      } else {
        in.skip((int) (head & 7));
      }
    }
    ((Map<String, @Nullable Object>) found.computeIfAbsent(field, _ -> new LinkedHashMap<>()))
        .put(String.valueOf(name), value);
  }

  private static Map<String, @Nullable Object> ordered(MessageType type, Map<Field, Object> found) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    for (Field field : type.fields()) {
      Object value = found.get(field);
      if (value != null || field.defaults()) {
        members.put(field.name(), value == null ? zero(field) : value);
      }
    }
    return members;
  }

  private static Object zero(Field field) {
    if (field.mapKey() != null) {
      return Map.of();
    } else if (field.repeated()) {
      return List.of();
    }
    return switch (field.kind()) {
      case BOOL -> false;
      case STRING, BYTES -> "";
      case ENUM -> constant(field, 0);
      default -> 0L;
    };
  }

  private static @Nullable Object value(Field field, ProtoReader in, int depth) {
    return switch (field.kind()) {
      case DOUBLE -> finite(Double.longBitsToDouble(in.fixed64()));
      case FLOAT -> {
        float value = Float.intBitsToFloat(in.fixed32());
        yield Float.isFinite(value) ? Double.valueOf(Float.toString(value)) : null;
      }
      case INT32, SFIXED32 ->
          field.kind() == Kind.INT32 ? (long) (int) in.varint() : (long) in.fixed32();
      case INT64, UINT64 -> in.varint();
      case UINT32 -> in.varint() & 0xFFFF_FFFFL;
      case SINT32, SINT64 -> {
        long value = in.varint();
        yield (value >>> 1) ^ -(value & 1);
      }
      case FIXED32 -> Integer.toUnsignedLong(in.fixed32());
      case FIXED64, SFIXED64 -> in.fixed64();
      case BOOL -> in.varint() != 0;
      case STRING, BYTES -> new String(in.bytes(), UTF_8);
      case ENUM -> constant(field, (int) in.varint());
      case MESSAGE -> message(field, in.bytes(), depth);
    };
  }

  /// JSON knows only these.
  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static Object message(Field field, byte[] bytes, int depth) {
    MessageType type = field.message();
    if (type == null) {
      throw new ProtoException("field '" + field.name() + "' has no type");
    }
    Map<String, @Nullable Object> members = read(type, bytes, depth + 1);
    return type.name().equals(Moments.TYPE) ? Moments.text(members) : members;
  }

  private static Object constant(Field field, int number) {
    for (Map.Entry<String, Integer> name : field.names().entrySet()) {
      if (name.getValue() == number) {
        return name.getKey();
      }
    }
    return (long) number;
  }
}
