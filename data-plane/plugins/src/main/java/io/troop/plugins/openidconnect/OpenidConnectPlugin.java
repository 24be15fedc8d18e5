package io.troop.plugins.openidconnect;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `openid-connect`.
@AutoService(Plugin.class)
public final class OpenidConnectPlugin implements Plugin {

  @Override
  public PluginSpec<OpenidConnectConfig> spec() {
    return new PluginSpec<>(
        "openid-connect",
        1050,
        KongVersion.VERSION,
        OpenidConnectConfig.class,
        OpenidConnectPlugin::handler);
  }

  private static Handler handler(OpenidConnectConfig config, Host host) {
    return config.verification().proofOfPossessionMtls().equals("off")
        ? new OpenidConnectHandler(config, host)
        : new BoundTokenHandler(config, host);
  }
}
