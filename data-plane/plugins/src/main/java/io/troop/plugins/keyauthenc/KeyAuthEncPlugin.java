package io.troop.plugins.keyauthenc;

import com.google.auto.service.AutoService;
import io.troop.apikey.ApiKeyConfig;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `key-auth-enc`.
@AutoService(Plugin.class)
public final class KeyAuthEncPlugin implements Plugin {
  private static final EntitySpec CREDENTIALS =
      EntitySpec.of("keyauth_enc_credentials", KeyAuthEncCredential.class)
          .at("key-auths-enc", "key-auth-enc")
          .foundBy("key")
          .withTtl();

  @Override
  public PluginSpec<ApiKeyConfig> spec() {
    return new PluginSpec<>(
        "key-auth-enc",
        1250,
        KongVersion.VERSION,
        ApiKeyConfig.class,
        (config, _) ->
            config.handler(
                (entities, key) -> entities.find(KeyAuthEncCredential.class, "key", key)),
        List.of(CREDENTIALS));
  }
}
