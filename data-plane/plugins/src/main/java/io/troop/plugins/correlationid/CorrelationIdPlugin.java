package io.troop.plugins.correlationid;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `correlation-id`.
@AutoService(Plugin.class)
public final class CorrelationIdPlugin implements Plugin {

  @Override
  public PluginSpec<CorrelationIdConfig> spec() {
    return new PluginSpec<>(
        "correlation-id",
        100_001,
        KongVersion.VERSION,
        CorrelationIdConfig.class,
        CorrelationIdHandler::new);
  }
}
