package io.troop.plugins.responseratelimiting;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `response-ratelimiting`.
@AutoService(Plugin.class)
public final class ResponseRatelimitingPlugin implements Plugin {

  @Override
  public PluginSpec<ResponseRatelimitingConfig> spec() {
    return new PluginSpec<>(
        "response-ratelimiting",
        900,
        KongVersion.VERSION,
        ResponseRatelimitingConfig.class,
        ResponseRatelimitingPlugin::handler);
  }

  private static Handler handler(ResponseRatelimitingConfig config, Host host) {
    return config.policy().equals("redis")
        ? new RedisHandler(config, host)
        : new LocalHandler(config, host);
  }
}
