package io.troop.control.kong;

import io.troop.control.edit.Expiry;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.projection.NodeVersion;
import io.troop.control.projection.Projection;
import io.troop.control.projection.Projections;
import io.troop.control.store.Stored;
import io.troop.control.store.Workspaces;
import io.troop.plugin.Catalog;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import io.troop.state.Entity;
import io.troop.state.Image;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An image as the declarative configuration that a Kong node reads. *Thread-safe.*
///
/// What is disabled is left out with all that hangs on it, as Kong's control plane does. A stock
/// node knows one workspace: it gets the entities of the first.
final class ConfigTable {

  /// What every Kong 3 has, or has since a minor version.
  private static final Map<String, Integer> CORE =
      Map.ofEntries(
          Map.entry("certificates", 0),
          Map.entry("snis", 0),
          Map.entry("ca_certificates", 0),
          Map.entry("services", 0),
          Map.entry("routes", 0),
          Map.entry("consumers", 0),
          Map.entry("upstreams", 0),
          Map.entry("targets", 0),
          Map.entry("plugins", 0),
          Map.entry("vaults", 0),
          Map.entry("key_sets", 1),
          Map.entry("keys", 1));

  private static final Set<String> ENTERPRISE =
      Set.of("consumer_groups", "consumer_group_consumers");

  /// Made while nodes serve, and never part of a configuration.
  private static final Set<String> NEVER = Set.of("oauth2_authorization_codes");

  private final Catalog catalog;
  private final Kinds kinds;
  private final Expiry expiry;
  private final Projections projections;

  ConfigTable(Catalog catalog, Kinds kinds, Expiry expiry, Projections projections) {
    this.catalog = catalog;
    this.kinds = kinds;
    this.expiry = expiry;
    this.projections = projections;
  }

  /// The entities for an audience, by kind, in an order that is the same for equal images.
  Map<String, List<Map<String, @Nullable Object>>> entities(Image image, Audience audience) {
    Build build = new Build(audience, projections.of(audience.version()));
    Map<String, List<Map<String, @Nullable Object>>> table = new LinkedHashMap<>();
    for (Kind kind : kinds.all()) {
      if (knows(audience, kind.name())) {
        List<Map<String, @Nullable Object>> entries = build.entries(image, kind);
        if (!entries.isEmpty()) {
          table.put(kind.name(), entries);
        }
      }
    }
    return table;
  }

  private boolean knows(Audience audience, String kind) {
    Integer since = CORE.get(kind);
    if (since != null) {
      return !audience.version().isBefore(3, since);
    }
    if (ENTERPRISE.contains(kind)) {
      return audience.enterprise();
    }
    return !NEVER.contains(kind)
        && audience.plugins().stream().anyMatch(plugin -> brings(catalog.plugin(plugin), kind));
  }

  private static boolean brings(@Nullable PluginSpec<?> plugin, String kind) {
    return plugin != null
        && plugin.entities().stream().map(EntitySpec::name).anyMatch(kind::equals);
  }

  /// One table in the making: parents come before what hangs on them.
  private final class Build {
    private final Audience audience;
    private final Projection projection;
    private final Set<String> left = new HashSet<>();

    Build(Audience audience, Projection projection) {
      this.audience = audience;
      this.projection = projection;
    }

    List<Map<String, @Nullable Object>> entries(Image image, Kind kind) {
      List<Entity> entities = new ArrayList<>(image.ofKind(kind.name()));
      entities.removeIf(
          entity -> kind.spec().workspaced() && !entity.workspace().equals(Workspaces.DEFAULT));
      entities.sort(Comparator.comparing(entity -> entity.key().id()));
      List<Map<String, @Nullable Object>> entries = new ArrayList<>(entities.size());
      for (Entity entity : entities) {
        Map<String, @Nullable Object> document = Stored.of(entity).document();
        if (expiry.isAlive(kind, document)) {
          Map<String, @Nullable Object> shown = expiry.shown(kind, document);
          if (isUsed(kind, entity.key().id(), shown)) {
            entries.add(entry(kind, shown));
          }
        }
      }
      return entries;
    }

    private boolean isUsed(Kind kind, UUID id, Map<String, @Nullable Object> document) {
      String name = kind.name();
      boolean used =
          !(Boolean.FALSE.equals(document.get("enabled"))
              && (name.equals("services") || name.equals("plugins")));
      // Without its scope it would be for everybody.
      used &= audience.enterprise() || document.get("consumer_group") == null;
      for (var reference : kind.spec().references()) {
        used &=
            !(document.get(reference.field()) instanceof Map<?, ?> named
                && left.contains(reference.target() + named.get("id")));
      }
      if (!used) {
        left.add(name + id);
      }
      return used;
    }

    private Map<String, @Nullable Object> entry(Kind kind, Map<String, @Nullable Object> document) {
      NodeVersion version = audience.version();
      OlderForms.apply(version, kind.name(), document);
      projection.apply(kind.name(), document);
      if (!audience.enterprise()) {
        document.remove("consumer_group");
        document.remove("ordering");
      }
      for (var reference : kind.spec().references()) {
        if (document.get(reference.field()) instanceof Map<?, ?> named) {
          document.put(reference.field(), named.get("id"));
        }
      }
      return document;
    }
  }
}
