package io.troop.plugins.iprestriction;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `ip-restriction`.
@AutoService(Plugin.class)
public final class IpRestrictionPlugin implements Plugin {

  @Override
  public PluginSpec<IpRestrictionConfig> spec() {
    return new PluginSpec<>(
        "ip-restriction",
        990,
        KongVersion.VERSION,
        IpRestrictionConfig.class,
        IpRestrictionHandler::new);
  }
}
