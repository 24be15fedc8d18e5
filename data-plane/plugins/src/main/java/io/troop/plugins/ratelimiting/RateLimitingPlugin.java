package io.troop.plugins.ratelimiting;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `rate-limiting`.
@AutoService(Plugin.class)
public final class RateLimitingPlugin implements Plugin {

  @Override
  public PluginSpec<RateLimitingConfig> spec() {
    return new PluginSpec<>(
        "rate-limiting",
        910,
        KongVersion.VERSION,
        RateLimitingConfig.class,
        RateLimitingPlugin::handler);
  }

  private static Handler handler(RateLimitingConfig config, Host host) {
    return config.policy().equals("redis")
        ? new RedisHandler(config, host)
        : new LocalHandler(config, host);
  }
}
