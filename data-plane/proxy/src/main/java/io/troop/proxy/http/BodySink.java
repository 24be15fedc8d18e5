package io.troop.proxy.http;

import io.netty.buffer.ByteBuf;

/// Where the parts of a body go.
public interface BodySink {

  /// One part.
  ///
  /// @param part owned by the sink from now on
  void part(ByteBuf part);

  /// Nothing follows.
  void end();
}
