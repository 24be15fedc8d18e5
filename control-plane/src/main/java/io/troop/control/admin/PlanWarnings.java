package io.troop.control.admin;

import io.troop.control.document.Json;
import io.troop.control.store.Draft;
import io.troop.control.store.Heads;
import io.troop.control.store.Stored;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// What somebody should look at before a planned change is made: routes that would get no request
/// any more, and places that would lose a plugin. Only what is new with the change is told.
@Component
class PlanWarnings {

  private static final List<String> CRITERIA =
      List.of(
          "protocols",
          "methods",
          "hosts",
          "paths",
          "headers",
          "snis",
          "sources",
          "destinations",
          "regex_priority",
          "expression",
          "priority");
  private static final List<String> SCOPES =
      List.of("route", "service", "consumer", "consumer_group");

  private final Heads heads;

  PlanWarnings(Heads heads) {
    this.heads = heads;
  }

  /// `shadowed_routes`, `unreachable_routes` and `missing_plugins`.
  Map<String, Object> of(UUID controlPlane, List<Draft.Step> steps) {
    Image before = heads.head(controlPlane).image();
    Image after = before.apply(steps.stream().map(Draft.Step::change).toList());
    Map<String, Object> warnings = new LinkedHashMap<>();
    warnings.put("shadowed_routes", fresh(shadowed(before), shadowed(after)));
    warnings.put("unreachable_routes", fresh(unreachable(before), unreachable(after)));
    warnings.put("missing_plugins", missing(after, steps));
    return warnings;
  }

  private static List<Map<String, @Nullable Object>> fresh(
      Map<UUID, Map<String, @Nullable Object>> before,
      Map<UUID, Map<String, @Nullable Object>> after) {
    List<Map<String, @Nullable Object>> fresh = new ArrayList<>();
    after.forEach((route, warning) -> {
      if (!warning.equals(before.get(route))) {
        fresh.add(warning);
      }
    });
    return fresh;
  }

  /// Routes that ask for the same as another one: the one with the greater id gets the requests.
  private static Map<UUID, Map<String, @Nullable Object>> shadowed(Image image) {
    Map<String, List<Stored>> alike = new HashMap<>();
    for (Entity entity : image.ofKind("routes")) {
      Stored route = Stored.of(entity);
      Map<String, @Nullable Object> criteria = new LinkedHashMap<>();
      CRITERIA.forEach(field -> criteria.put(field, route.document().get(field)));
      alike.computeIfAbsent(Json.text(criteria), _ -> new ArrayList<>()).add(route);
    }
    Map<UUID, Map<String, @Nullable Object>> found = new TreeMap<>();
    for (List<Stored> routes : alike.values()) {
      Stored winner = routes.getFirst();
      for (Stored route : routes) {
        winner = route.id().toString().compareTo(winner.id().toString()) > 0 ? route : winner;
      }
      for (Stored route : routes) {
        if (!route.id().equals(winner.id())) {
          Map<String, @Nullable Object> warning = named("route", route);
          warning.putAll(named("by", winner));
          found.put(route.id(), warning);
        }
      }
    }
    return found;
  }

  /// Routes whose service takes no requests.
  private static Map<UUID, Map<String, @Nullable Object>> unreachable(Image image) {
    Map<UUID, Map<String, @Nullable Object>> found = new TreeMap<>();
    for (Entity entity : image.ofKind("routes")) {
      Stored route = Stored.of(entity);
      UUID id = EntityView.reference(route, "service");
      Entity service = id == null ? null : image.get(new EntityKey("services", id));
      if (service != null && Boolean.FALSE.equals(Stored.of(service).document().get("enabled"))) {
        Map<String, @Nullable Object> warning = named("route", route);
        warning.put("reason", "its service is disabled");
        found.put(route.id(), warning);
      }
    }
    return found;
  }

  /// Plugins that are deleted or switched off where what they were for stays.
  private static List<Map<String, @Nullable Object>> missing(Image after, List<Draft.Step> steps) {
    List<Map<String, @Nullable Object>> found = new ArrayList<>();
    for (Draft.Step step : steps) {
      Entity before = step.before();
      if (!step.key().kind().equals("plugins") || before == null) {
        continue;
      }
      Stored was = Stored.of(before);
      boolean ran = !Boolean.FALSE.equals(was.document().get("enabled"));
      Entity now = step.after();
      boolean runs = now != null && !Boolean.FALSE.equals(Stored.of(now).document().get("enabled"));
      if (ran && !runs && scopesStand(after, was)) {
        Map<String, @Nullable Object> warning = new LinkedHashMap<>();
        warning.put("plugin", was.document().get("name"));
        warning.put("plugin_id", was.id().toString());
        for (String scope : Set.copyOf(SCOPES)) {
          UUID id = EntityView.reference(was, scope);
          warning.put(scope, id == null ? null : id.toString());
        }
        found.add(warning);
      }
    }
    return found;
  }

  private static boolean scopesStand(Image after, Stored plugin) {
    for (String scope : SCOPES) {
      UUID id = EntityView.reference(plugin, scope);
      if (id != null && after.get(new EntityKey(scope + "s", id)) == null) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, @Nullable Object> named(String word, Stored entity) {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    named.put(word + "_id", entity.id().toString());
    named.put(word + "_name", entity.document().get("name"));
    return named;
  }
}
