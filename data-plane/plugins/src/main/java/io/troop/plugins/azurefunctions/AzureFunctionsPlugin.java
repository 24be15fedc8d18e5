package io.troop.plugins.azurefunctions;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `azure-functions`.
@AutoService(Plugin.class)
public final class AzureFunctionsPlugin implements Plugin {

  @Override
  public PluginSpec<AzureFunctionsConfig> spec() {
    return new PluginSpec<>(
        "azure-functions", 749, "3.9.1", AzureFunctionsConfig.class, AzureFunctionsHandler::new);
  }
}
