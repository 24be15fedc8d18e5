package io.troop.plugins.keyauth;

import com.google.auto.service.AutoService;
import io.troop.apikey.ApiKeyConfig;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `key-auth`.
@AutoService(Plugin.class)
public final class KeyAuthPlugin implements Plugin {
  private static final EntitySpec CREDENTIALS =
      EntitySpec.of("keyauth_credentials", KeyAuthCredential.class)
          .at("key-auths", "key-auth")
          .foundBy("key")
          .withTtl();

  @Override
  public PluginSpec<ApiKeyConfig> spec() {
    return new PluginSpec<>(
        "key-auth",
        1250,
        KongVersion.VERSION,
        ApiKeyConfig.class,
        (config, _) ->
            config.handler((entities, key) -> entities.find(KeyAuthCredential.class, "key", key)),
        List.of(CREDENTIALS));
  }
}
