package io.troop.plugins.fakes;

import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.RecordBinder;
import io.troop.plugin.schema.Schema;
import java.util.Map;
import java.util.ServiceLoader;

/// Makes handlers the way a node does: configuration text, checked, bound, handed to the plugin.
public final class Plugins {

  private Plugins() {}

  /// The plugin of this name.
  public static PluginSpec<?> named(String name) {
    for (Plugin plugin : ServiceLoader.load(Plugin.class)) {
      if (plugin.spec().name().equals(name)) {
        return plugin.spec();
      }
    }
    throw new AssertionError("no plugin is named " + name);
  }

  /// A handler of the plugin, configured by this JSON object.
  public static <H extends Handler> H handler(
      Class<H> phase, String plugin, String config, Host host) {
    return phase.cast(make(named(plugin), config, host));
  }

  private static <C extends Record> Handler make(PluginSpec<C> spec, String config, Host host) {
    return spec.handler().create(config(spec.configType(), spec.name(), config), host);
  }

  /// A configuration of the plugin, made of this JSON object.
  @SuppressWarnings("unchecked")
  public static <C extends Record> C config(Class<C> type, String plugin, String config) {
    Map<String, Object> checked =
        Schema.ofPlugin(plugin, type)
            .check(Map.of("config", (Map<String, Object>) Json.parse(config)));
    return RecordBinder.bind(type, (Map<String, Object>) checked.get("config"));
  }
}
