package io.troop.control.explain;

import io.troop.control.document.Json;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.entity.Service;
import io.troop.plugin.schema.RecordBinder;
import io.troop.routing.RouteEntry;
import io.troop.routing.RouteTable;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The routes of one image as a node compiles them. *Immutable.*
///
/// @param entries the usable ones that take requests
/// @param unusable why others take none, by id
record RouteMap(RouteTable table, List<RouteEntry> entries, Map<UUID, String> unusable) {

  static RouteMap of(Image image, RouterFlavor flavor) {
    RouteTable table = RouteTable.EMPTY;
    List<RouteEntry> entries = new ArrayList<>();
    Map<UUID, String> unusable = new HashMap<>();
    Map<UUID, Service> services = new HashMap<>();
    for (Entity entity : image.ofKind("routes")) {
      try {
        Route route = RecordBinder.bind(Route.class, Json.object(entity.json()));
        Service service = service(image, route.service(), services);
        RouteEntry entry = new RouteEntry(route, service, entity.workspace(), flavor);
        if (service != null && !service.enabled()) {
          unusable.put(route.id(), "its service is disabled");
        } else if (!entry.isStream()) {
          table = table.with(entry);
          entries.add(entry);
        }
      } catch (IllegalArgumentException problem) {
        unusable.put(entity.key().id(), "it can't be used: " + problem.getMessage());
      }
    }
    return new RouteMap(table, List.copyOf(entries), Map.copyOf(unusable));
  }

  private static @Nullable Service service(
      Image image, @Nullable Ref named, Map<UUID, Service> known) {
    if (named == null) {
      return null;
    }
    return known.computeIfAbsent(
        named.id(),
        id -> {
          Entity entity = image.get(new EntityKey("services", id));
          if (entity == null) {
            throw new IllegalArgumentException("service: there is no service " + id);
          }
          return RecordBinder.bind(Service.class, Json.object(entity.json()));
        });
  }
}
