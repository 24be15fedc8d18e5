package io.troop.plugins.headercertauth;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `header-cert-auth`.
@AutoService(Plugin.class)
public final class HeaderCertAuthPlugin implements Plugin {
  private static final EntitySpec CREDENTIALS =
      EntitySpec.of("header_cert_auth_credentials", HeaderCertAuthCredential.class)
          .at("header-cert-auths", "header-cert-auth")
          .uniqueTogether("subject_name", "ca_certificate");

  @Override
  public PluginSpec<HeaderCertAuthConfig> spec() {
    return new PluginSpec<>(
        "header-cert-auth",
        1009,
        KongVersion.VERSION,
        HeaderCertAuthConfig.class,
        HeaderCertAuthHandler::new,
        List.of(CREDENTIALS));
  }
}
