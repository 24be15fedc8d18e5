package io.troop.plugins.datadog;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `datadog`.
@AutoService(Plugin.class)
public final class DatadogPlugin implements Plugin {

  @Override
  public PluginSpec<DatadogConfig> spec() {
    return new PluginSpec<>("datadog", 10, "3.9.1", DatadogConfig.class, DatadogHandler::new);
  }
}
