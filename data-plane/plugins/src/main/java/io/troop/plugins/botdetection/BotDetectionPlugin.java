package io.troop.plugins.botdetection;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `bot-detection`.
@AutoService(Plugin.class)
public final class BotDetectionPlugin implements Plugin {

  @Override
  public PluginSpec<BotDetectionConfig> spec() {
    return new PluginSpec<>(
        "bot-detection",
        2500,
        KongVersion.VERSION,
        BotDetectionConfig.class,
        BotDetectionHandler::new);
  }
}
