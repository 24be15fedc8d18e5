package io.troop.proxy.pipeline;

import io.netty.buffer.ByteBuf;
import io.troop.proxy.http.BodySink;
import io.troop.proxy.http.HeaderBlock;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.NullMarked;

/// A client over HTTP whose requests have no bodies and that takes no answer.
@NullMarked
record SilentClient(LoopResources loop) implements Downstream {

  private static final Client CLIENT =
      new Client(
          new InetSocketAddress(InetAddress.ofLiteral("203.0.113.9"), 40_000),
          null,
          new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 8000),
          null,
          null,
          8000,
          false);

  @Override
  public Client client() {
    return CLIENT;
  }

  @Override
  public void head(int status, String reason, HeaderBlock headers, long length, boolean bodiless) {}

  @Override
  public void part(ByteBuf part) {
    part.release();
  }

  @Override
  public void end() {}

  @Override
  public void flush() {}

  @Override
  public boolean isWritable() {
    return true;
  }

  @Override
  public void receiveBody(BodySink sink) {
    sink.end();
  }

  @Override
  public void bodyReading(boolean on) {}

  @Override
  public long bodyReceived() {
    return 0;
  }

  @Override
  public long sent(boolean ending) {
    return 0;
  }

  @Override
  public void tunnel(BodySink toUpstream) {}

  @Override
  public void abort() {}
}
