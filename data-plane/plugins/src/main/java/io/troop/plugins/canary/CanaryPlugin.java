package io.troop.plugins.canary;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `canary`.
@AutoService(Plugin.class)
public final class CanaryPlugin implements Plugin {

  @Override
  public PluginSpec<CanaryConfig> spec() {
    return new PluginSpec<>(
        "canary", 20, KongVersion.VERSION, CanaryConfig.class, CanaryHandler::new);
  }
}
