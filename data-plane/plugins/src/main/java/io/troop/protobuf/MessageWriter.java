package io.troop.protobuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.protobuf.MessageType.Field;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes a message of JSON values, as Kong's library does: members without a field are left out,
/// texts of digits are taken for numbers, an enum's value is its name or its number. *Stateless.*
public final class MessageWriter {
  private MessageWriter() {}

  /// The bytes of a message.
  ///
  /// @throws ProtoException when a value does not fit its field
  public static byte[] write(MessageType type, Map<?, ?> members) {
    ProtoWriter out = new ProtoWriter();
    for (Field field : type.fields()) {
      if (members.containsKey(field.name())) {
        Object value = members.get(field.name());
        if (value == null) {
          throw wrong(field, null, "a value");
        }
        put(out, field, value);
      }
    }
    return out.bytes();
  }

  private static void put(ProtoWriter out, Field field, Object value) {
    if (field.mapKey() != null) {
      map(out, field, field.mapKey(), value);
    } else if (!field.repeated()) {
      one(out, field, value, field.defaults());
    } else if (!(value instanceof List<?> list)) {
      throw wrong(field, value, "a list");
    } else if (field.packed()) {
      packed(out, field, list);
    } else {
      list.forEach(element -> one(out, field, element, false));
    }
  }

  private static void map(ProtoWriter out, Field field, Kind keys, Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(field, value, "an object");
    }
    Field key = new Field(field.name(), 1, keys, null, Map.of(), false, false, null, false);
    map.forEach((name, element) -> {
      ProtoWriter entry = new ProtoWriter();
      one(entry, key, name, false);
      one(entry, field.single(2), element, false);
      out.message(field.number(), entry);
    });
  }

  private static void packed(ProtoWriter out, Field field, List<?> list) {
    ProtoWriter values = new ProtoWriter();
    for (Object element : list) {
      switch (field.kind()) {
        case DOUBLE ->
            values.bareFixed64(Double.doubleToLongBits(number(field, element).doubleValue()));
        case FLOAT -> values.bareFixed32(Float.floatToIntBits(number(field, element).floatValue()));
        case FIXED64, SFIXED64 -> values.bareFixed64(whole(field, element));
        case FIXED32, SFIXED32 -> values.bareFixed32((int) whole(field, element));
        default -> values.bare(varint(field, element));
      }
    }
    if (!list.isEmpty()) {
      out.message(field.number(), values);
    }
  }

  /// @param sparse whether a value that readers assume anyway is left out
  private static void one(ProtoWriter out, Field field, @Nullable Object value, boolean sparse) {
    int number = field.number();
    switch (field.kind()) {
      case STRING, BYTES -> {
        if (!(value instanceof String text)) {
          throw wrong(field, value, "a text");
        }
        if (!sparse || !text.isEmpty()) {
          out.bytes(number, text.getBytes(UTF_8));
        }
      }
      case MESSAGE -> out.bytes(number, message(field, value));
      case DOUBLE ->
          out.fixed64(number, Double.doubleToLongBits(number(field, value).doubleValue()));
      case FLOAT -> out.fixed32(number, Float.floatToIntBits(number(field, value).floatValue()));
      case FIXED64, SFIXED64 -> out.fixed64(number, whole(field, value));
      case FIXED32, SFIXED32 -> out.fixed32(number, (int) whole(field, value));
      default -> {
        long whole = varint(field, value);
        if (!sparse || whole != 0) {
          out.varint(number, whole);
        }
      }
    }
  }

  private static byte[] message(Field field, @Nullable Object value) {
    MessageType type = field.message();
    if (type != null && type.name().equals(Moments.TYPE) && value != null) {
      return write(type, Moments.members(value));
    }
    if (type == null || !(value instanceof Map<?, ?> members)) {
      throw wrong(field, value, "an object");
    }
    return write(type, members);
  }

  private static long varint(Field field, @Nullable Object value) {
    return switch (field.kind()) {
      case BOOL -> Boolean.FALSE.equals(bool(field, value)) ? 0 : 1;
      case ENUM -> constant(field, value);
      case SINT32 -> {
        int whole = (int) whole(field, value);
        yield Integer.toUnsignedLong((whole << 1) ^ (whole >> 31));
      }
      case SINT64 -> {
        long whole = whole(field, value);
        yield (whole << 1) ^ (whole >> 63);
      }
      default -> whole(field, value);
    };
  }

  private static Object bool(Field field, @Nullable Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case String text -> !text.equals("false") && !text.equals("0");
      case null, default -> throw wrong(field, value, "true or false");
    };
  }

  private static long constant(Field field, @Nullable Object value) {
    Integer number = value instanceof String name ? field.names().get(name) : null;
    return number == null ? whole(field, value) : number;
  }

  private static long whole(Field field, @Nullable Object value) {
    BigDecimal number = number(field, value);
    try {
      return switch (field.kind()) {
        case INT32, SINT32, SFIXED32, ENUM -> number.intValueExact();
        case UINT64, FIXED64 -> number.toBigIntegerExact().longValue();
        default -> number.longValueExact();
      };
    } catch (ArithmeticException _) {
      throw wrong(field, value, "a whole number that fits");
    }
  }

  private static BigDecimal number(Field field, @Nullable Object value) {
    try {
      return switch (value) {
        case Long whole -> BigDecimal.valueOf(whole);
        case Double broken -> BigDecimal.valueOf(broken);
        case String text -> new BigDecimal(text);
        case null, default -> throw wrong(field, value, "a number");
      };
    } catch (NumberFormatException _) {
      throw wrong(field, value, "a number");
    }
  }

  private static ProtoException wrong(Field field, @Nullable Object value, String expected) {
    String found = value == null ? "null" : value.getClass().getSimpleName();
    return new ProtoException(
        "field '" + field.name() + "': " + found + " (expected: " + expected + ")");
  }
}
