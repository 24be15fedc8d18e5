package io.troop.plugins.ratelimitingadvanced;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `rate-limiting-advanced`.
@AutoService(Plugin.class)
public final class RateLimitingAdvancedPlugin implements Plugin {

  @Override
  public PluginSpec<RateLimitingAdvancedConfig> spec() {
    return new PluginSpec<>(
        "rate-limiting-advanced",
        910,
        KongVersion.VERSION,
        RateLimitingAdvancedConfig.class,
        RateLimitingAdvancedPlugin::handler);
  }

  private static Handler handler(RateLimitingAdvancedConfig config, Host host) {
    return config.sharesCounts() ? new RedisHandler(config, host) : new LocalHandler(config, host);
  }
}
