package io.troop.plugins.oauth2;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `oauth2`.
@AutoService(Plugin.class)
public final class Oauth2Plugin implements Plugin {
  static final String TOKENS = "oauth2_tokens";
  static final String CODES = "oauth2_authorization_codes";

  private static final List<EntitySpec> ENTITIES =
      List.of(
          EntitySpec.of("oauth2_credentials", OauthCredential.class)
              .at("oauth2", "oauth2")
              .foundBy("client_id"),
          EntitySpec.of(CODES, OauthCode.class).withTtl().withNodeWrites().hidden(),
          EntitySpec.of(TOKENS, OauthToken.class)
              .foundBy("access_token")
              .withTtl()
              .withNodeWrites());

  @Override
  public PluginSpec<OauthConfig> spec() {
    return new PluginSpec<>(
        "oauth2", 1400, KongVersion.VERSION, OauthConfig.class, OauthHandler::new, ENTITIES);
  }
}
