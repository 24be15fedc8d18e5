package io.troop.proxy.chain;

import io.troop.routing.RouteEntry;
import io.troop.routing.scope.ClientProtocol;
import org.jspecify.annotations.Nullable;

/// The chains of one configuration. *Thread-safe.*
public interface Chains {

  /// No plugin anywhere.
  Chains NONE =
      new Chains() {
        @Override
        public Chain of(@Nullable RouteEntry entry, ClientProtocol protocol) {
          return Chain.EMPTY;
        }

        @Override
        public Chain beforeRouting() {
          return Chain.EMPTY;
        }

        @Override
        public void forget(RouteEntry entry) {}
      };

  /// The chain of a route's requests; of the global plugins for null.
  Chain of(@Nullable RouteEntry entry, ClientProtocol protocol);

  /// The global plugins with a rewrite phase.
  Chain beforeRouting();

  /// Lets go of what is kept for an entry that is out of use.
  void forget(RouteEntry entry);
}
