package io.troop.plugins.exittransformer;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `exit-transformer`.
@AutoService(Plugin.class)
public final class ExitTransformerPlugin implements Plugin {

  @Override
  public PluginSpec<ExitTransformerConfig> spec() {
    return new PluginSpec<>(
        "exit-transformer",
        9999,
        KongVersion.VERSION,
        ExitTransformerConfig.class,
        (config, _) -> new ExitTransformerHandler(config));
  }
}
