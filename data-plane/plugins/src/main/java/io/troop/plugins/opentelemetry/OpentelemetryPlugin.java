package io.troop.plugins.opentelemetry;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `opentelemetry`.
@AutoService(Plugin.class)
public final class OpentelemetryPlugin implements Plugin {

  @Override
  public PluginSpec<OpentelemetryConfig> spec() {
    return new PluginSpec<>(
        "opentelemetry",
        14,
        KongVersion.VERSION,
        OpentelemetryConfig.class,
        OpentelemetryHandler::new);
  }
}
