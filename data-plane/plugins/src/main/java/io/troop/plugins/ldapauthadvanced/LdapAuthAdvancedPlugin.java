package io.troop.plugins.ldapauthadvanced;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `ldap-auth-advanced`.
@AutoService(Plugin.class)
public final class LdapAuthAdvancedPlugin implements Plugin {

  @Override
  public PluginSpec<LdapAuthAdvancedConfig> spec() {
    return new PluginSpec<>(
        "ldap-auth-advanced",
        1200,
        KongVersion.VERSION,
        LdapAuthAdvancedConfig.class,
        LdapAuthAdvancedHandler::new);
  }
}
