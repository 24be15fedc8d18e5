package io.troop.plugins.hmacauth;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `hmac-auth`.
@AutoService(Plugin.class)
public final class HmacAuthPlugin implements Plugin {
  private static final EntitySpec CREDENTIALS =
      EntitySpec.of("hmacauth_credentials", HmacAuthCredential.class)
          .at("hmac-auths", "hmac-auth")
          .foundBy("username");

  @Override
  public PluginSpec<HmacAuthConfig> spec() {
    return new PluginSpec<>(
        "hmac-auth",
        1030,
        KongVersion.VERSION,
        HmacAuthConfig.class,
        HmacAuthHandler::create,
        List.of(CREDENTIALS));
  }
}
