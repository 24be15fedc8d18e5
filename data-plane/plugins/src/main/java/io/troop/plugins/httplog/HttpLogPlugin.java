package io.troop.plugins.httplog;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `http-log`.
@AutoService(Plugin.class)
public final class HttpLogPlugin implements Plugin {

  @Override
  public PluginSpec<HttpLogConfig> spec() {
    return new PluginSpec<>("http-log", 12, "3.9.1", HttpLogConfig.class, HttpLogHandler::new);
  }
}
