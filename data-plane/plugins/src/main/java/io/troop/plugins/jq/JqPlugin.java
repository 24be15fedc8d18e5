package io.troop.plugins.jq;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `jq`.
@AutoService(Plugin.class)
public final class JqPlugin implements Plugin {

  @Override
  public PluginSpec<JqConfig> spec() {
    return new PluginSpec<>("jq", 811, KongVersion.VERSION, JqConfig.class, JqHandler::new);
  }
}
