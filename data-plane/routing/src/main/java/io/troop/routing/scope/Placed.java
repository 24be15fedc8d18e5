package io.troop.routing.scope;

/// Something with a place in a chain of plugins.
public interface Placed {

  /// The plugin's rank among all plugins: smaller runs earlier.
  int order();

  /// Where it asks to run in the request phase in place of that.
  Place place();
}
