package io.troop.control.document;

import io.troop.state.CanonicalJson;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;

/// Reads and writes documents as JSON. Of a member that stands twice the last one counts. Whole
/// numbers that fit become [Long], all others [Double]; a JSON null is a null in the map.
public final class Json {

  private static final int MOST_DEPTH = 200;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /// A text that is no JSON. The message says where, without quoting it: it may hold secrets.
  public static final class Malformed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Malformed(String message) {
      super(message);
    }
  }

  private Json() {}

  /// The value of a JSON text.
  ///
  /// @throws Malformed when it is none, or something follows it
  public static @Nullable Object parse(byte[] utf8) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), utf8)) {
      return parse(parser);
    } catch (JacksonException problem) {
      throw malformed(problem);
    }
  }

  /// The value of a JSON text.
  ///
  /// @throws Malformed when it is none, or something follows it
  public static @Nullable Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return parse(parser);
    } catch (JacksonException problem) {
      throw malformed(problem);
    }
  }

  /// The value of a JSON text from outside, every byte of which must be UTF-8: a decoder of JSON
  /// takes a slash in two bytes for one.
  ///
  /// @throws Malformed for what is no JSON or no UTF-8
  public static @Nullable Object received(byte[] utf8) {
    try {
      return parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException _) {
      throw new Malformed("no JSON: not UTF-8");
    }
  }

  /// The object of a JSON text that is known to be one.
  ///
  /// @throws Malformed when it is none
  public static Map<String, @Nullable Object> object(byte[] utf8) {
    return object(parse(utf8));
  }

  /// The object of a JSON text that is known to be one.
  ///
  /// @throws Malformed when it is none
  public static Map<String, @Nullable Object> object(String text) {
    return object(parse(text));
  }

  @SuppressWarnings("unchecked") // Every map made here has texts as keys.
  private static Map<String, @Nullable Object> object(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new Malformed("not a JSON object");
  }

  /// JSON, UTF-8, members in the order of their names.
  public static byte[] bytes(@Nullable Object value) {
    return CanonicalJson.bytes(value);
  }

  /// JSON, members in the order of their names.
  public static String text(@Nullable Object value) {
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  private static Malformed malformed(JacksonException problem) {
    // What is too deep has no place.
    TokenStreamLocation place = problem.getLocation();
    return new Malformed(
        place == null
            ? "no JSON: too deep, or too large a number"
            : "no JSON at line " + place.getLineNr() + ", column " + place.getColumnNr());
  }

  private static @Nullable Object parse(JsonParser parser) {
    JsonToken first = parser.nextToken();
    if (first == null) {
      throw new Malformed("no JSON: the text is empty");
    }
    Object value = value(parser, first);
    if (parser.nextToken() != null) {
      throw new Malformed("no JSON: something follows the value");
    }
    return value;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> elements(parser);
      case VALUE_STRING -> storable(parser.getString());
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> finite(parser.getDoubleValue());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new Malformed("no JSON: " + token);
    };
  }

  /// The text, if a database and canonical JSON can hold it.
  ///
  /// @throws Malformed for one with a NUL or half a surrogate pair
  public static String storable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (c == 0 || (Character.isSurrogate(c) && !pair)) {
        throw new Malformed("no JSON: a text holds a character that can't be stored");
      }
      i += pair ? 1 : 0;
    }
    return text;
  }

  private static Object whole(JsonParser parser) {
    return switch (parser.getNumberValue()) {
      case Integer number -> number.longValue();
      case Long number -> number;
      case BigInteger number -> finite(number.doubleValue());
      case BigDecimal number -> finite(number.doubleValue());
      case Number number -> finite(number.doubleValue());
    };
  }

  private static double finite(double number) {
    if (!Double.isFinite(number)) {
      throw new Malformed("no JSON: a number is too large");
    }
    return number;
  }

  private static Map<String, @Nullable Object> members(JsonParser parser) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = storable(parser.currentName());
      map.put(name, value(parser, parser.nextToken()));
    }
    return map;
  }

  private static List<@Nullable Object> elements(JsonParser parser) {
    List<@Nullable Object> list = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      list.add(value(parser, token));
    }
    return list;
  }
}
