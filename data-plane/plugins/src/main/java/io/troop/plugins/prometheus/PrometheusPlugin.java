package io.troop.plugins.prometheus;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `prometheus`.
@AutoService(Plugin.class)
public final class PrometheusPlugin implements Plugin {

  @Override
  public PluginSpec<PrometheusConfig> spec() {
    return new PluginSpec<>(
        "prometheus", 13, "3.9.1", PrometheusConfig.class, PrometheusHandler::new);
  }
}
