package io.troop.plugin;

import io.troop.plugin.entity.CoreEntities;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Subschemas;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Everything that can be configured: the plugins, and the entities of the gateway and of the
/// plugins. *Immutable.*
public final class Catalog {

  private final Map<String, PluginSpec<?>> plugins;
  private final Map<String, EntitySpec> entities;
  private final RouterFlavor flavor;

  private Catalog(
      Map<String, PluginSpec<?>> plugins, Map<String, EntitySpec> entities, RouterFlavor flavor) {
    this.plugins = plugins;
    this.entities = entities;
    this.flavor = flavor;
  }

  /// What is on the class path, in the router's default flavour.
  public static Catalog load() {
    return load(RouterFlavor.TRADITIONAL_COMPATIBLE);
  }

  public static Catalog load(RouterFlavor flavor) {
    return of(
        ServiceLoader.load(Plugin.class).stream()
            .<PluginSpec<?>>map(provider -> provider.get().spec())
            .toList(),
        flavor);
  }

  /// These plugins and no others.
  ///
  /// @throws IllegalArgumentException when two of them have the same name, or entities of the same
  ///   name
  public static Catalog of(Collection<? extends PluginSpec<?>> plugins, RouterFlavor flavor) {
    Map<String, PluginSpec<?>> byName = new TreeMap<>();
    Map<String, EntitySpec> entities = new LinkedHashMap<>();
    CoreEntities.all(flavor).forEach(entity -> add(entities, entity.name(), entity));
    for (PluginSpec<?> plugin : plugins) {
      add(byName, plugin.name(), plugin);
      plugin.entities().forEach(entity -> add(entities, entity.name(), entity));
    }
    EntitySpec plugin = entities.get("plugins");
    if (plugin != null) {
      entities.put("plugins", plugin.withSchema(withKinds(plugin.schema(), byName)));
    }
    return new Catalog(byName, entities, flavor);
  }

  private static <T> void add(Map<String, T> map, String name, T value) {
    if (map.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("there are two of the name " + name);
    }
  }

  private static Schema withKinds(Schema schema, Map<String, PluginSpec<?>> plugins) {
    Subschemas kinds = schema.subschemas();
    if (kinds == null) {
      return schema;
    }
    Map<String, Supplier<Schema>> byKind = new LinkedHashMap<>();
    plugins.forEach((name, plugin) -> byKind.put(name, plugin::schema));
    return schema.withSubschemas(kinds.with(byKind));
  }

  /// How routes say what they match.
  public RouterFlavor flavor() {
    return flavor;
  }

  /// All plugins, by name.
  public Map<String, PluginSpec<?>> plugins() {
    return java.util.Collections.unmodifiableMap(plugins);
  }

  /// The plugin of this name; null for none.
  public @Nullable PluginSpec<?> plugin(String name) {
    return plugins.get(name);
  }

  /// All entities, parents before those that refer to them. The schema of `plugins` knows each
  /// plugin.
  public Collection<EntitySpec> entities() {
    return java.util.Collections.unmodifiableCollection(entities.values());
  }

  /// The entity of this name, such as `services`; null for none.
  public @Nullable EntitySpec entity(String name) {
    return entities.get(name);
  }
}
