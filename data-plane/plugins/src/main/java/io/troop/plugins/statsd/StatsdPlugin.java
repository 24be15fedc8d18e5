package io.troop.plugins.statsd;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `statsd`.
@AutoService(Plugin.class)
public final class StatsdPlugin implements Plugin {

  @Override
  public PluginSpec<StatsdConfig> spec() {
    return new PluginSpec<>("statsd", 11, "3.9.1", StatsdConfig.class, StatsdHandler::new);
  }
}
