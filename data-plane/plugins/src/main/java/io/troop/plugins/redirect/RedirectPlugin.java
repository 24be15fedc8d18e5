package io.troop.plugins.redirect;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `redirect`.
@AutoService(Plugin.class)
public final class RedirectPlugin implements Plugin {

  @Override
  public PluginSpec<RedirectConfig> spec() {
    return new PluginSpec<>(
        "redirect",
        779,
        KongVersion.VERSION,
        RedirectConfig.class,
        (config, host) -> new RedirectHandler(config));
  }
}
