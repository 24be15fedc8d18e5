package io.troop.plugins.mtlsauth;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `mtls-auth`.
@AutoService(Plugin.class)
public final class MtlsAuthPlugin implements Plugin {
  private static final EntitySpec CREDENTIALS =
      EntitySpec.of("mtls_auth_credentials", MtlsAuthCredential.class)
          .at("mtls-auths", "mtls-auth")
          .uniqueTogether("subject_name", "ca_certificate");

  @Override
  public PluginSpec<MtlsAuthConfig> spec() {
    return new PluginSpec<>(
        "mtls-auth",
        1600,
        KongVersion.VERSION,
        MtlsAuthConfig.class,
        MtlsAuthHandler::new,
        List.of(CREDENTIALS));
  }
}
