package io.troop.proxy.listener;

import io.netty.buffer.ByteBuf;
import io.troop.proxy.http.BodySink;

/// Takes the rest of a body that nobody wants.
enum Discard implements BodySink {
  SINK;

  @Override
  public void part(ByteBuf part) {
    part.release();
  }

  @Override
  public void end() {}
}
