package io.troop.proxy.chain;

import io.troop.proxy.route.RouteEntry;
import org.jspecify.annotations.Nullable;

/// The chains of one configuration. *Thread-safe.*
public interface Chains {

  /// No plugin anywhere.
  Chains NONE =
      new Chains() {
        @Override
        public Chain of(@Nullable RouteEntry entry) {
          return Chain.EMPTY;
        }

        @Override
        public Chain beforeRouting() {
          return Chain.EMPTY;
        }
      };

  /// The chain of a route's requests; of the global plugins for null.
  Chain of(@Nullable RouteEntry entry);

  /// The global plugins with a rewrite phase.
  Chain beforeRouting();
}
