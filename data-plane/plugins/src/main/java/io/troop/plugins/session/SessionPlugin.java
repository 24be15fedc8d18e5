package io.troop.plugins.session;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `session`.
@AutoService(Plugin.class)
public final class SessionPlugin implements Plugin {

  @Override
  public PluginSpec<SessionConfig> spec() {
    return new PluginSpec<>(
        "session", 1900, KongVersion.VERSION, SessionConfig.class, SessionPlugin::handler);
  }

  /// Only a body has to be waited for.
  private static Handler handler(SessionConfig config, Host host) {
    Sessions sessions = new Sessions(config, host);
    return config.readBodyForLogout()
        ? new SessionBodyHandler(config, sessions)
        : new SessionHandler(sessions);
  }
}
