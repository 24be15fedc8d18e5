package io.troop.plugins.responsetransformeradvanced;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `response-transformer-advanced`.
@AutoService(Plugin.class)
public final class ResponseTransformerAdvancedPlugin implements Plugin {

  @Override
  public PluginSpec<ResponseTransformerAdvancedConfig> spec() {
    return new PluginSpec<>(
        "response-transformer-advanced",
        800,
        KongVersion.VERSION,
        ResponseTransformerAdvancedConfig.class,
        (config, _) -> new ResponseTransformerAdvancedHandler(config));
  }
}
