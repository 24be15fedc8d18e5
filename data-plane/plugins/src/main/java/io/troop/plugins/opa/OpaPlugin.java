package io.troop.plugins.opa;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `opa`.
@AutoService(Plugin.class)
public final class OpaPlugin implements Plugin {

  @Override
  public PluginSpec<OpaConfig> spec() {
    return new PluginSpec<>("opa", 920, "3.9.1", OpaConfig.class, OpaHandler::new);
  }
}
