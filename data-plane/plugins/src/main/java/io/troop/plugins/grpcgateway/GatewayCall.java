package io.troop.plugins.grpcgateway;

import io.troop.plugin.form.QueryText;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.protobuf.GrpcFrames;
import io.troop.protobuf.MessageMembers;
import io.troop.protobuf.MessageReader;
import io.troop.protobuf.MessageWriter;
import io.troop.protobuf.ProtoException;
import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call: the request's path, query and body to a message, and the answer's messages to JSON.
/// *Confined to its exchange.*
final class GatewayCall {
  private final Bindings.Called called;
  private final GrpcFrames frames;

  /// @param limit the longest message in bytes
  GatewayCall(Bindings.Called called, int limit) {
    this.called = called;
    this.frames = new GrpcFrames(limit);
  }

  String path() {
    return called.method().path();
  }

  boolean readsBody() {
    return called.body() != null;
  }

  /// The body that the upstream gets.
  ///
  /// @throws IllegalArgumentException when the client's request fits no message; says why
  byte[] upstream(@Nullable String query, byte[] body) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    var input = called.method().input();
    called.variables().forEach((name, value) -> MessageMembers.put(input, members, name, value));
    String field = called.body();
    if (field == null) {
      QueryText.pairs(query)
          .forEach(pair -> MessageMembers.put(input, members, pair.getKey(), pair.getValue()));
    } else if (body.length > 0) {
      putBody(members, field, body);
    }
    try {
      return GrpcFrames.frame(0, MessageWriter.write(input, members));
    } catch (ProtoException e) {
      throw new IllegalArgumentException("failed to encode payload", e);
    }
  }

  private static void putBody(Map<String, @Nullable Object> members, String field, byte[] body) {
    Object value;
    try {
      value = Json.parse(body);
    } catch (JsonException e) {
      throw new IllegalArgumentException("decode json err: " + e.getMessage(), e);
    }
    if (!field.equals("*")) {
      members.put(field, value);
    } else if (value instanceof Map<?, ?> map) {
      map.forEach((name, member) -> members.put(String.valueOf(name), member));
    } else {
      throw new IllegalArgumentException("body must be a table");
    }
  }

  /// What the client gets for a part of the upstream's body. What is no gRPC passes as it is.
  byte[] downstream(byte[] part, boolean last) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] message : frames.take(part)) {
      out.writeBytes(Json.bytes(MessageReader.read(called.method().output(), message)));
    }
    if (frames.isBroken() || (last && out.size() == 0)) {
      out.writeBytes(frames.rest());
    }
    return out.toByteArray();
  }
}
