package io.troop.control.sync;

import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Reads what nodes send. *Thread-safe.* Left to gRPC, bytes that are no message would end a stream
/// with the words of an error of ours; here they arrive as a message that has a [#problem].
final class NodeMessages implements MethodDescriptor.Marshaller<FromNode> {

  private static final FromNode UNREADABLE = FromNode.newBuilder().build();
  private static final FromNode TOO_LARGE = FromNode.newBuilder().build();

  private final MethodDescriptor.Marshaller<FromNode> protobuf =
      SyncServiceGrpc.getSyncMethod().getRequestMarshaller();

  @Override
  public InputStream stream(FromNode message) {
    return protobuf.stream(message);
  }

  @Override
  public FromNode parse(InputStream stream) {
    try {
      return protobuf.parse(stream);
    } catch (StatusRuntimeException problem) {
      // Packed messages show only here how large they are.
      boolean large = problem.getStatus().getCode() == Status.Code.RESOURCE_EXHAUSTED;
      return large ? TOO_LARGE : UNREADABLE;
    }
  }

  /// Why a message is none; null when it is one.
  @SuppressWarnings("ReferenceEquality") // An empty message is one, and equal to these.
  static @Nullable String problem(FromNode message) {
    if (message == UNREADABLE) {
      return "a frame that can't be read (expected: a message FromNode of troop.sync.v1)";
    }
    return message == TOO_LARGE
        ? "a frame of too many bytes (expected: at most " + ClusterServer.MOST_BYTES + ")"
        : null;
  }
}
