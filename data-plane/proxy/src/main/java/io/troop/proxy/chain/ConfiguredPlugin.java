package io.troop.proxy.chain;

import io.troop.plugin.Handler;
import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.Instance;
import io.troop.routing.scope.Place;
import io.troop.routing.scope.Scope;
import java.util.Set;
import java.util.UUID;

/// A configured plugin with its behaviour, compared by identity. *Immutable.* Closing it closes the
/// handler and what it was offered.
public final class ConfiguredPlugin implements Instance {
  private final UUID id;
  private final String name;
  private final int order;
  private final Place place;
  private final Scope scope;
  private final Set<ClientProtocol> protocols;
  private final Handler handler;
  private final PluginNode.Instance host;

  /// @param order the plugin's rank among all plugins: smaller runs earlier
  /// @param place where it asks to run in place of that
  /// @param protocols whose requests it takes part in
  ConfiguredPlugin(
      UUID id,
      String name,
      int order,
      Place place,
      Scope scope,
      Set<ClientProtocol> protocols,
      Handler handler,
      PluginNode.Instance host) {
    this.id = id;
    this.name = name;
    this.order = order;
    this.place = place;
    this.scope = scope;
    this.protocols = Set.copyOf(protocols);
    this.handler = handler;
    this.host = host;
  }

  public UUID id() {
    return id;
  }

  public String name() {
    return name;
  }

  @Override
  public int order() {
    return order;
  }

  /// Whether it looks at clients' certificates.
  boolean asksForCertificates() {
    return handler instanceof Handler.AsksForCertificates;
  }

  @Override
  public Place place() {
    return place;
  }

  /// What it does, and where in a chain.
  Chain.Step step() {
    return new Chain.Step(id, name, order, place, handler);
  }

  Scope scope() {
    return scope;
  }

  @Override
  public Set<ClientProtocol> protocols() {
    return protocols;
  }

  public void close() throws Exception {
    try (host) {
      if (handler instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }

  @Override
  public String toString() {
    return "plugin " + name + " " + id;
  }
}
