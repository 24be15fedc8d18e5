package io.troop.plugins.jwt;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `jwt`.
@AutoService(Plugin.class)
public final class JwtPlugin implements Plugin {
  private static final EntitySpec SECRETS =
      EntitySpec.of("jwt_secrets", JwtSecret.class).at("jwts", "jwt").foundBy("key");

  @Override
  public PluginSpec<JwtConfig> spec() {
    return new PluginSpec<>(
        "jwt", 1450, KongVersion.VERSION, JwtConfig.class, JwtHandler::new, List.of(SECRETS));
  }
}
