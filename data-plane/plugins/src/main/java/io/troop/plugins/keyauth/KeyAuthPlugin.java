package io.troop.plugins.keyauth;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `key-auth`.
@AutoService(Plugin.class)
public final class KeyAuthPlugin implements Plugin {

  @Override
  public PluginSpec<KeyAuthConfig> spec() {
    return new PluginSpec<>(
        "key-auth",
        1250,
        KongVersion.VERSION,
        KeyAuthConfig.class,
        KeyAuthPlugin::handler,
        List.of(
            EntitySpec.of("keyauth_credentials", KeyAuthCredential.class)
                .at("key-auths", "key-auth")
                .foundBy("key")
                .withTtl()));
  }

  /// Only a body has to be waited for.
  private static Handler handler(KeyAuthConfig config, Host host) {
    KeyCheck check = new KeyCheck(config);
    return config.keyInBody() ? new KeyAuthBodyHandler(config, check) : new KeyAuthHandler(check);
  }
}
