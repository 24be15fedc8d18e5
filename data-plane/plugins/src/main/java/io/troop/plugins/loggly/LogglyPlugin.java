package io.troop.plugins.loggly;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `loggly`.
@AutoService(Plugin.class)
public final class LogglyPlugin implements Plugin {

  @Override
  public PluginSpec<LogglyConfig> spec() {
    return new PluginSpec<>("loggly", 6, "3.9.1", LogglyConfig.class, LogglyHandler::new);
  }
}
