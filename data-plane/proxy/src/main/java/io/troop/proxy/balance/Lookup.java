package io.troop.proxy.balance;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import reactor.core.publisher.Mono;

/// Asks for the addresses of a name. *Thread-safe; does not block.*
@FunctionalInterface
public interface Lookup {

  /// The addresses of a name. [NotFound] when it has none, another error when nobody could say.
  Mono<Addresses> addresses(String name);

  /// What a name stands for.
  ///
  /// @param found at least one
  /// @param ttl how long that counts
  record Addresses(List<Found> found, Duration ttl) {}

  /// One address of a name.
  ///
  /// @param name the name the address stands for: the one asked for, or that of an SRV record
  /// @param port the port of an SRV record; 0 when the asker's counts
  /// @param weight the weight of an SRV record; -1 when the asker's counts
  record Found(String name, InetAddress address, int port, int weight) {}

  /// A name server said that the name has no address.
  final class NotFound extends UnknownHostException {
    private static final long serialVersionUID = 1L;

    public NotFound(String name) {
      super(name);
    }
  }
}
