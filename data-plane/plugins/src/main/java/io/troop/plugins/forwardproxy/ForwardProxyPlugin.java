package io.troop.plugins.forwardproxy;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `forward-proxy`.
@AutoService(Plugin.class)
public final class ForwardProxyPlugin implements Plugin {

  @Override
  public PluginSpec<ForwardProxyConfig> spec() {
    return new PluginSpec<>(
        "forward-proxy",
        50,
        KongVersion.VERSION,
        ForwardProxyConfig.class,
        ForwardProxyHandler::new);
  }
}
