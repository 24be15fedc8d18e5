package io.troop.plugins.cors;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `cors`.
@AutoService(Plugin.class)
public final class CorsPlugin implements Plugin {

  @Override
  public PluginSpec<CorsConfig> spec() {
    return new PluginSpec<>("cors", 2000, KongVersion.VERSION, CorsConfig.class, CorsHandler::new);
  }
}
