package io.troop.proxy.live;

import io.troop.proxy.balance.TargetPicker;

/// Finds the picker for a host. *Thread-safe.*
interface Pickers {

  /// Nothing can be reached.
  Pickers NONE =
      (host, port) ->
          (exchange, match, last) ->
              new TargetPicker.NoPeer(503, "failure to get a peer from the ring-balancer");

  TargetPicker of(String host, int port);
}
