package io.troop.plugins.proxycache;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import java.util.List;

/// The plugin `proxy-cache`.
@AutoService(Plugin.class)
public final class ProxyCachePlugin implements Plugin {

  @Override
  public PluginSpec<ProxyCacheConfig> spec() {
    return new PluginSpec<>(
        "proxy-cache",
        100,
        KongVersion.VERSION,
        ProxyCacheConfig.class,
        ProxyCacheHandler::new,
        List.of(),
        CacheOrders.ENDPOINTS);
  }
}
