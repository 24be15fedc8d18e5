package io.troop.plugins.responsetransformer;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `response-transformer`.
@AutoService(Plugin.class)
public final class ResponseTransformerPlugin implements Plugin {

  @Override
  public PluginSpec<ResponseTransformerConfig> spec() {
    return new PluginSpec<>(
        "response-transformer",
        800,
        KongVersion.VERSION,
        ResponseTransformerConfig.class,
        (config, _) -> new ResponseTransformerHandler(config));
  }
}
