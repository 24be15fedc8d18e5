package io.troop.proxy.balance;

import io.troop.plugin.Exchange;
import io.troop.proxy.balance.Lookup.Found;
import io.troop.routing.Match;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Goes through the addresses of a host that is no upstream. *Thread-safe.*
final class HostPicker implements TargetPicker {
  private static final NoPeer UNKNOWN = new NoPeer(503, "name resolution failed");

  private final String host;
  private final int port;
  private final @Nullable InetSocketAddress literal;
  private final Names names;
  private final AtomicInteger turn = new AtomicInteger();

  HostPicker(String host, int port, Names names) {
    this.host = host;
    this.port = port;
    this.names = names;
    InetAddress address = Names.literal(host);
    this.literal = address == null ? null : new InetSocketAddress(address, port);
  }

  @Override
  public Choice pick(Exchange exchange, @Nullable Match match, @Nullable Peer last) {
    if (literal != null) {
      return new PlainPeer(literal, host);
    }
    Names.Name name = names.of(host);
    List<Found> found = name.now();
    if (!found.isEmpty()) {
      return next(found);
    }
    return new Pending(name.ready().map(this::next).onErrorResume(_ -> Mono.just(UNKNOWN)));
  }

  @Override
  public @Nullable String lookedUp() {
    return literal == null ? host : null;
  }

  private Choice next(List<Found> found) {
    Found picked = found.get(Math.floorMod(turn.getAndIncrement(), found.size()));
    int actual = picked.port() == 0 ? port : picked.port();
    return new PlainPeer(new InetSocketAddress(picked.address(), actual), host);
  }

  /// An address nobody keeps a record of.
  private static final class PlainPeer extends Peer {
    PlainPeer(InetSocketAddress address, String host) {
      super(address, host, null);
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
}
