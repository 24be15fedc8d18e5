package io.troop.control.explain;

import io.troop.control.document.Json;
import io.troop.plugin.Catalog;
import io.troop.plugin.entity.PluginInstance;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.RecordBinder;
import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.Instance;
import io.troop.routing.scope.Place;
import io.troop.routing.scope.PluginOrder;
import io.troop.routing.scope.Scope;
import io.troop.routing.scope.Selection;
import io.troop.state.Entity;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The plugin instances of one image by scope. *Immutable.*
record PluginMap(Map<Scope, List<Configured>> byScope) {

  /// An instance, switched on or not.
  ///
  /// @param order -1 for a plugin that nodes don't have
  record Configured(
      PluginInstance plugin, int order, Place place, Scope scope, Set<ClientProtocol> protocols)
      implements Instance {}

  /// @param left those that are configured for the request and don't take part, with the reason
  record Chain(List<Configured> plugins, Map<Configured, String> left) {}

  static PluginMap of(Image image, Catalog catalog) {
    PluginOrder order = new PluginOrder(catalog.plugins().values());
    Map<Scope, List<Configured>> byScope = new HashMap<>();
    for (Entity entity : image.ofKind("plugins")) {
      PluginInstance plugin = RecordBinder.bind(PluginInstance.class, Json.object(entity.json()));
      Scope scope =
          new Scope(
              entity.workspace(),
              id(plugin.route()),
              id(plugin.service()),
              id(plugin.consumer()),
              id(plugin.consumerGroup()));
      byScope
          .computeIfAbsent(scope, _ -> new ArrayList<>())
          .add(
              new Configured(
                  plugin,
                  catalog.plugin(plugin.name()) == null ? -1 : order.rank(plugin.name()),
                  order.place(plugin.ordering()),
                  scope,
                  ClientProtocol.named(plugin.protocols())));
    }
    return new PluginMap(byScope);
  }

  private static @Nullable UUID id(@Nullable Ref reference) {
    return reference == null ? null : reference.id();
  }

  /// What runs for a request that these scopes cover, in the order of its request phase.
  Chain chain(List<Scope> scopes, ClientProtocol protocol) {
    List<Configured> chosen = Place.arranged(Selection.of(scopes, this::usable, protocol));
    Map<Configured, String> left = new LinkedHashMap<>();
    for (Scope scope : scopes) {
      for (Configured each :
          Objects.requireNonNullElse(byScope.get(scope), List.<Configured>of())) {
        if (!chosen.contains(each)) {
          left.put(each, reason(each, protocol));
        }
      }
    }
    return new Chain(chosen, left);
  }

  private @Nullable List<Configured> usable(Scope scope) {
    List<Configured> all = byScope.get(scope);
    return all == null
        ? null
        : all.stream().filter(each -> each.plugin().enabled() && each.order() >= 0).toList();
  }

  private static String reason(Configured each, ClientProtocol protocol) {
    if (!each.plugin().enabled()) {
      return "it is disabled";
    }
    if (each.order() < 0) {
      return "no node of this version has it";
    }
    return each.protocols().contains(protocol)
        ? "the same plugin is configured for something more specific"
        : "it is not for this protocol";
  }
}
