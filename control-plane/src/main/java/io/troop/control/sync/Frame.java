package io.troop.control.sync;

import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.troop.proto.sync.v1.ToNode;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/// A message to a node as bytes, serialised once and sent to many. *Immutable*: nobody may write
/// into the bytes.
record Frame(byte[] bytes) {

  static final MethodDescriptor.Marshaller<Frame> MARSHALLER = new Marshaller();

  static Frame of(ToNode message) {
    return new Frame(message.toByteArray());
  }

  private static final class Marshaller implements MethodDescriptor.Marshaller<Frame> {
    @Override
    public InputStream stream(Frame frame) {
      return new KnownLengthStream(frame.bytes);
    }

    @Override
    public Frame parse(InputStream stream) {
      throw new UnsupportedOperationException("frames are only sent");
    }
  }

  /// Tells gRPC the length, so that it does not buffer the message to find it out.
  private static final class KnownLengthStream extends ByteArrayInputStream implements KnownLength {
    KnownLengthStream(byte[] bytes) {
      super(bytes);
    }
  }
}
