package io.troop.plugins.grpcweb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Headers;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.protobuf.GrpcFrames;
import io.troop.protobuf.MessageReader;
import io.troop.protobuf.MessageWriter;
import io.troop.protobuf.ProtoException;
import io.troop.protobuf.ProtoMethod;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call of a browser: its message to gRPC, the answer's back. *Confined to its exchange.*
final class WebCall {
  private final String mediaType;
  private final WebFormat format;
  private final @Nullable ProtoMethod method;
  private final GrpcFrames frames;

  /// @param method what is called; null when messages pass as they are
  /// @param limit the longest message in bytes
  WebCall(String mediaType, WebFormat format, @Nullable ProtoMethod method, int limit) {
    this.mediaType = mediaType;
    this.format = format;
    this.method = method;
    this.frames = new GrpcFrames(limit);
  }

  String mediaType() {
    return mediaType;
  }

  /// The body that the upstream gets.
  ///
  /// @throws IllegalArgumentException when the client's can't be understood; says why
  byte[] upstream(byte[] body) {
    byte[] bytes = format.base64() ? decoded(body) : body;
    if (method == null) {
      return bytes;
    }
    byte[] json = bytes;
    if (format.framed()) {
      List<byte[]> messages = new GrpcFrames(bytes.length).take(bytes);
      if (messages.isEmpty()) {
        throw new ProtoException("no message in a frame");
      }
      json = messages.getFirst();
    }
    return GrpcFrames.frame(0, MessageWriter.write(method.input(), members(json)));
  }

  private static Map<?, ?> members(byte[] json) {
    try {
      if (Json.parse(json) instanceof Map<?, ?> members) {
        return members;
      }
    } catch (JsonException e) {
      throw new ProtoException("decode json err: " + e.getMessage(), e);
    }
    throw new ProtoException("body must be a table");
  }

  /// Each padded piece is decoded by itself: clients may send several.
  private static byte[] decoded(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length);
    String all = new String(text, ISO_8859_1).replaceAll("\\s", "");
    for (int start = 0; start < all.length(); ) {
      int pad = all.indexOf('=', start);
      int end = pad < 0 ? all.length() : pad;
      while (end < all.length() && all.charAt(end) == '=') {
        end++;
      }
      out.writeBytes(Base64.getDecoder().decode(all.substring(start, end)));
      start = end;
    }
    return out.toByteArray();
  }

  /// What the client gets for a part of the upstream's body.
  byte[] downstream(byte[] part) {
    return written(method == null ? part : messages(method, part));
  }

  private byte[] messages(ProtoMethod called, byte[] part) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] message : frames.take(part)) {
      byte[] json = Json.bytes(MessageReader.read(called.output(), message));
      out.writeBytes(format.framed() ? GrpcFrames.frame(0, json) : json);
    }
    return out.toByteArray();
  }

  /// What the client gets behind the last part: gRPC's status, and what else was told there.
  byte[] end(@Nullable Headers trailers, Headers head) {
    if (!format.framed()) {
      return new byte[0];
    }
    StringBuilder text = new StringBuilder();
    line(text, "grpc-status", told(trailers, head, "grpc-status", "0"));
    line(text, "grpc-message", told(trailers, head, "grpc-message", ""));
    if (trailers != null) {
      trailers.forEach((name, value) -> {
        if (!name.equalsIgnoreCase("grpc-status") && !name.equalsIgnoreCase("grpc-message")) {
          line(text, name, value);
        }
      });
    }
    return written(GrpcFrames.frame(0x80, text.toString().getBytes(UTF_8)));
  }

  private static String told(
      @Nullable Headers trailers, Headers head, String name, String otherwise) {
    String told = trailers == null ? null : trailers.get(name);
    if (told == null) {
      told = head.get(name);
    }
    return told == null ? otherwise : told;
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).append(':').append(value).append("\r\n");
  }

  private byte[] written(byte[] bytes) {
    return format.base64() && bytes.length > 0
        ? Base64.getEncoder().encode(bytes)
        : Arrays.copyOf(bytes, bytes.length);
  }
}
