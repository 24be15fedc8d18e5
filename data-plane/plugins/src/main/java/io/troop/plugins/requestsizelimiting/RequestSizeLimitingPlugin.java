package io.troop.plugins.requestsizelimiting;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `request-size-limiting`.
@AutoService(Plugin.class)
public final class RequestSizeLimitingPlugin implements Plugin {

  @Override
  public PluginSpec<RequestSizeLimitingConfig> spec() {
    return new PluginSpec<>(
        "request-size-limiting",
        951,
        KongVersion.VERSION,
        RequestSizeLimitingConfig.class,
        RequestSizeLimitingHandler::new);
  }
}
