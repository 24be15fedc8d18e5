package io.troop.plugin.form;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// The fields of a body. *Immutable.*
public sealed interface FormBody {

  /// The values of a field, in order; empty for none.
  List<String> values(String name);

  /// The same body without a field.
  FormBody without(String name);

  /// The bytes.
  byte[] bytes();

  /// The bytes in a buffer that the caller owns.
  default ByteBuf buffer() {
    return Unpooled.wrappedBuffer(bytes());
  }

  /// Reads a request's body; empty when it is no form, or none that can be read. The upstream still
  /// gets it.
  ///
  /// @param limit the most bytes to look at
  static Mono<Optional<FormBody>> read(Exchange.Request request, int limit) {
    String type = request.headers().get("content-type");
    if (type == null) {
      return Mono.just(Optional.empty());
    }
    return request
        .body(limit)
        .map(buffer -> {
          byte[] bytes = new byte[buffer.readableBytes()];
          buffer.getBytes(buffer.readerIndex(), bytes);
          return Optional.ofNullable(parse(type, bytes));
        })
        .onErrorReturn(Exchange.BodyTooLarge.class, Optional.empty());
  }

  /// The body of this content type; null when it is no form, or none that can be read.
  static @Nullable FormBody parse(String contentType, byte[] bytes) {
    String type = contentType.toLowerCase(Locale.ROOT);
    if (type.startsWith("application/x-www-form-urlencoded")) {
      return new UrlEncoded(new String(bytes, StandardCharsets.UTF_8));
    } else if (type.startsWith("multipart/form-data")) {
      return Multipart.parse(contentType, bytes);
    } else if (type.startsWith("application/json")) {
      return JsonFields.parse(bytes);
    }
    return null;
  }

  /// `a=1&b=2`.
  record UrlEncoded(String text) implements FormBody {
    @Override
    public List<String> values(String name) {
      return QueryText.values(text, name);
    }

    @Override
    public FormBody without(String name) {
      String left = QueryText.without(text, name);
      return new UrlEncoded(left == null ? "" : left);
    }

    @Override
    public byte[] bytes() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  /// A JSON object; its members that are no texts have their JSON form.
  record JsonFields(Map<String, @Nullable Object> members) implements FormBody {
    static @Nullable JsonFields parse(byte[] bytes) {
      try {
        if (Json.parse(bytes) instanceof Map<?, ?> map) {
          Map<String, @Nullable Object> members = new LinkedHashMap<>();
          map.forEach((name, value) -> members.put(String.valueOf(name), value));
          return new JsonFields(members);
        }
        return null;
      } catch (JsonException e) {
        return null;
      }
    }

    @Override
    public List<String> values(String name) {
      Object value = members.get(name);
      if (value instanceof List<?> list) {
        return list.stream().map(JsonFields::text).toList();
      }
      return value == null ? List.of() : List.of(text(value));
    }

    private static String text(@Nullable Object value) {
      return value instanceof String text ? text : Json.write(value);
    }

    @Override
    public FormBody without(String name) {
      Map<String, @Nullable Object> left = new LinkedHashMap<>(members);
      left.remove(name);
      return new JsonFields(left);
    }

    @Override
    public byte[] bytes() {
      return Json.bytes(members);
    }
  }

  /// Parts between boundaries (RFC 7578); one char per byte.
  record Multipart(String boundary, List<Part> parts) implements FormBody {

    /// One field.
    ///
    /// @param head its header lines
    public record Part(String head, String name, String content) {}

    static @Nullable Multipart parse(String contentType, byte[] bytes) {
      String boundary = parameter(contentType, "boundary");
      if (boundary == null) {
        return null;
      }
      List<Part> parts = new ArrayList<>();
      String text = "\r\n" + new String(bytes, StandardCharsets.ISO_8859_1);
      String[] pieces = text.split(java.util.regex.Pattern.quote("\r\n--" + boundary), -1);
      for (int i = 1; i < pieces.length && !pieces[i].startsWith("--"); i++) {
        int gap = pieces[i].indexOf("\r\n\r\n");
        if (gap < 0) {
          return null;
        }
        String head = pieces[i].substring(0, gap).strip();
        String name = parameter(head, "name");
        parts.add(new Part(head, name == null ? "" : name, pieces[i].substring(gap + 4)));
      }
      return new Multipart(boundary, parts);
    }

    /// `name="value"` or `name=value` behind a semicolon.
    private static @Nullable String parameter(String text, String name) {
      var matcher =
          java.util.regex.Pattern.compile(
                  ";\\s*" + name + "=(?:\"([^\"]*)\"|([^;\\s]+))",
                  java.util.regex.Pattern.CASE_INSENSITIVE)
              .matcher(text);
      if (!matcher.find()) {
        return null;
      }
      String quoted = matcher.group(1);
      return quoted != null ? quoted : matcher.group(2);
    }

    @Override
    public List<String> values(String name) {
      return parts.stream()
          .filter(part -> part.name.equals(name))
          .map(part ->
              new String(
                  part.content.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
          .toList();
    }

    @Override
    public FormBody without(String name) {
      return new Multipart(
          boundary, parts.stream().filter(part -> !part.name.equals(name)).toList());
    }

    @Override
    public byte[] bytes() {
      StringBuilder out = new StringBuilder();
      for (Part part : parts) {
        out.append("--").append(boundary).append("\r\n").append(part.head);
        out.append("\r\n\r\n").append(part.content).append("\r\n");
      }
      return out.append("--")
          .append(boundary)
          .append("--\r\n")
          .toString()
          .getBytes(StandardCharsets.ISO_8859_1);
    }
  }
}
