package io.troop.plugin;

import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.schema.Schema;
import java.util.List;

/// A plugin as a value. *Immutable.*
///
/// @param name the name users configure it by, such as `key-auth`
/// @param priority its place in a chain; greater runs earlier (Kong's numbers)
/// @param version the plugin's own version, `major.minor.patch`
/// @param configType the record that is its configuration, and so its schema
/// @param handler makes the behaviour for one configuration
/// @param entities the credentials and other entities it brings; the control plane stores and
///   serves them
/// @param endpoints the calls of the Admin API that it has nodes answer
public record PluginSpec<C extends Record>(
    String name,
    int priority,
    String version,
    Class<C> configType,
    HandlerFactory<C> handler,
    List<EntitySpec> entities,
    List<NodeEndpoint> endpoints) {

  public PluginSpec {
    entities = List.copyOf(entities);
    endpoints = List.copyOf(endpoints);
  }

  /// A plugin that has nodes answer no calls.
  public PluginSpec(
      String name,
      int priority,
      String version,
      Class<C> configType,
      HandlerFactory<C> handler,
      List<EntitySpec> entities) {
    this(name, priority, version, configType, handler, entities, List.of());
  }

  /// A plugin that brings no entities.
  public PluginSpec(
      String name, int priority, String version, Class<C> configType, HandlerFactory<C> handler) {
    this(name, priority, version, configType, handler, List.of(), List.of());
  }

  /// What instances look like: `config`, and where they may apply; the answer of
  /// `/schemas/plugins/{name}`.
  public Schema schema() {
    return Schema.ofPlugin(name, configType);
  }

  /// Makes the behaviour for one plugin instance, once per compiled configuration that contains it.
  @FunctionalInterface
  public interface HandlerFactory<C extends Record> {

    /// @param config the instance's configuration, defaults filled in, references still unresolved
    ///   where the field is referenceable
    /// @param host what the gateway offers; may be kept
    Handler create(C config, Host host);
  }
}
