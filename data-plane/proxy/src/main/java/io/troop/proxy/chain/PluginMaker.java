package io.troop.proxy.chain;

import io.troop.plugin.Catalog;
import io.troop.plugin.Handler;
import io.troop.plugin.Placement;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.PluginInstance;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Schema;
import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.PluginOrder;
import io.troop.routing.scope.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes the behaviour of plugins as they are configured. *Thread-safe.*
public final class PluginMaker {
  private final Catalog catalog;
  private final PluginOrder order;
  private final PluginNode node;

  public PluginMaker(Catalog catalog, PluginNode node) {
    this.catalog = catalog;
    this.order = new PluginOrder(catalog.plugins().values());
    this.node = node;
  }

  /// What a plugin does where it is configured; null when it is switched off.
  ///
  /// @throws IllegalArgumentException when it can't be made; the message says why
  public @Nullable ConfiguredPlugin make(PluginInstance plugin, String workspace) {
    if (!plugin.enabled()) {
      return null;
    }
    PluginSpec<?> spec = catalog.plugin(plugin.name());
    if (spec == null) {
      throw new IllegalArgumentException(
          "this node has no plugin '"
              + plugin.name()
              + "' (expected: one of those it was built with)");
    }
    Placement placement =
        new Placement(id(plugin.route()), id(plugin.service()), id(plugin.consumer()));
    Scope scope =
        new Scope(
            workspace,
            placement.route(),
            placement.service(),
            placement.consumer(),
            id(plugin.consumerGroup()));
    PluginNode.Instance host = node.instance(plugin.id(), placement);
    Handler handler = handler(spec, plugin.config(), host);
    return new ConfiguredPlugin(
        plugin.id(),
        plugin.name(),
        order.rank(plugin.name()),
        order.place(plugin.ordering()),
        scope,
        ClientProtocol.named(plugin.protocols()),
        handler,
        host);
  }

  @SuppressWarnings("IllegalCatch") // whatever a plugin throws must not stop the others
  private <C extends Record> Handler handler(
      PluginSpec<C> spec, Map<String, Object> config, PluginNode.Instance host) {
    try {
      Map<String, @Nullable Object> resolved =
          SecretFields.resolved(
              Schema.of(spec.configType()),
              new LinkedHashMap<>(config),
              text -> node.resolve(text, host.pluginId()));
      return spec.handler().create(RecordBinder.bind(spec.configType(), resolved), host);
    } catch (RuntimeException | LinkageError e) {
      host.close();
      throw new IllegalArgumentException(
          "plugin '" + spec.name() + "' can't be made: " + e.getMessage(), e);
    }
  }

  private static @Nullable UUID id(@Nullable Ref reference) {
    return reference == null ? null : reference.id();
  }
}
