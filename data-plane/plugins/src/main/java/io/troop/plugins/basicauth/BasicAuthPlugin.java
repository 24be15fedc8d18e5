package io.troop.plugins.basicauth;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `basic-auth`.
@AutoService(Plugin.class)
public final class BasicAuthPlugin implements Plugin {
  private static final EntitySpec CREDENTIALS =
      EntitySpec.of("basicauth_credentials", BasicAuthCredential.class)
          .at("basic-auths", "basic-auth")
          .foundBy("username");

  @Override
  public PluginSpec<BasicAuthConfig> spec() {
    return new PluginSpec<>(
        "basic-auth",
        1100,
        KongVersion.VERSION,
        BasicAuthConfig.class,
        BasicAuthHandler::new,
        List.of(CREDENTIALS));
  }
}
