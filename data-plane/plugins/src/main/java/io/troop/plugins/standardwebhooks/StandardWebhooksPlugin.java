package io.troop.plugins.standardwebhooks;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `standard-webhooks`.
@AutoService(Plugin.class)
public final class StandardWebhooksPlugin implements Plugin {

  @Override
  public PluginSpec<StandardWebhooksConfig> spec() {
    return new PluginSpec<>(
        "standard-webhooks",
        760,
        KongVersion.VERSION,
        StandardWebhooksConfig.class,
        StandardWebhooksHandler::new);
  }
}
