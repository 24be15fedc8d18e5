package io.troop.proxy.chain;

import io.troop.plugin.Handler;
import java.util.UUID;

/// A configured plugin with its behaviour, compared by identity. *Immutable.*
final class PluginInstance {
  private final UUID id;
  private final String name;
  private final int order;
  private final Scope scope;
  private final Handler handler;

  /// @param order the plugin's rank among all plugins: smaller runs earlier
  PluginInstance(UUID id, String name, int order, Scope scope, Handler handler) {
    this.id = id;
    this.name = name;
    this.order = order;
    this.scope = scope;
    this.handler = handler;
  }

  UUID id() {
    return id;
  }

  String name() {
    return name;
  }

  int order() {
    return order;
  }

  Scope scope() {
    return scope;
  }

  Handler handler() {
    return handler;
  }

  @Override
  public String toString() {
    return "plugin " + name + " " + id;
  }
}
