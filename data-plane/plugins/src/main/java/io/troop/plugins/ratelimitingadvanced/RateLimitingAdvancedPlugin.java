package io.troop.plugins.ratelimitingadvanced;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import reactor.core.publisher.Mono;

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
    if (config.sharesCounts()) {
      RedisHandler shared = new RedisHandler(config, host);
      return config.throttling().enabled() ? throttled(config, host, shared::take) : shared;
    }
    LocalHandler local = new LocalHandler(config, host);
    return config.throttling().enabled()
        ? throttled(
            config, host, (exchange, now) -> Mono.fromSupplier(() -> local.take(exchange, now)))
        : local;
  }

  private static Handler throttled(
      RateLimitingAdvancedConfig config, Host host, Counting counting) {
    return new ThrottledHandler(config, host, counting, Mono::delay);
  }
}
