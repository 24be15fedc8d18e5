package io.troop.plugins.requesttermination;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `request-termination`.
@AutoService(Plugin.class)
public final class RequestTerminationPlugin implements Plugin {

  @Override
  public PluginSpec<RequestTerminationConfig> spec() {
    return new PluginSpec<>(
        "request-termination",
        2,
        KongVersion.VERSION,
        RequestTerminationConfig.class,
        RequestTerminationPlugin::handler);
  }

  /// Only an echo has to wait for the request's body.
  private static Handler handler(RequestTerminationConfig config, Host host) {
    return config.echo() ? new EchoHandler(config, host) : new RequestTerminationHandler(config);
  }
}
