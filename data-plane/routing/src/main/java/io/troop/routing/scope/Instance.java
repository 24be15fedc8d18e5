package io.troop.routing.scope;

import java.util.Set;

/// A plugin where it is configured, as far as its place in a chain goes.
public interface Instance extends Placed {

  /// Whose requests it takes part in.
  Set<ClientProtocol> protocols();
}
