package io.troop.proxy.balance;

import java.net.InetAddress;
import java.util.List;
import reactor.core.publisher.Mono;

/// Asks for the addresses of a name. *Thread-safe; does not block.*
@FunctionalInterface
public interface Lookup {

  /// The addresses of a name, at least one; an error when it has none or nobody answers.
  Mono<List<Found>> addresses(String name);

  /// One address of a name.
  ///
  /// @param name the name the address stands for: the one asked for, or that of an SRV record
  /// @param port the port of an SRV record; 0 when the asker's counts
  /// @param weight the weight of an SRV record; -1 when the asker's counts
  record Found(String name, InetAddress address, int port, int weight) {}
}
