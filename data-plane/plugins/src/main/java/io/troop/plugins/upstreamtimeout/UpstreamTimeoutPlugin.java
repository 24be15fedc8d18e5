package io.troop.plugins.upstreamtimeout;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `upstream-timeout`.
@AutoService(Plugin.class)
public final class UpstreamTimeoutPlugin implements Plugin {

  @Override
  public PluginSpec<UpstreamTimeoutConfig> spec() {
    return new PluginSpec<>(
        "upstream-timeout", 400, "3.9.1", UpstreamTimeoutConfig.class, UpstreamTimeoutHandler::new);
  }
}
