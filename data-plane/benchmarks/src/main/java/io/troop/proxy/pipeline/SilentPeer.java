package io.troop.proxy.pipeline;

import io.troop.proxy.balance.Peer;
import java.net.InetSocketAddress;
import org.jspecify.annotations.NullMarked;

/// A target that learns nothing from its attempts.
@NullMarked
final class SilentPeer extends Peer {

  SilentPeer(InetSocketAddress address) {
    super(address, "upstream.example", null);
  }

  @Override
  public void refused() {}

  @Override
  public void timedOut() {}

  @Override
  public void answered(int status, long nanos) {}

  @Override
  public void released() {}
}
