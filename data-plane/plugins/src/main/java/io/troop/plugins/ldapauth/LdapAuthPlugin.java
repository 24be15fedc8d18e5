package io.troop.plugins.ldapauth;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `ldap-auth`.
@AutoService(Plugin.class)
public final class LdapAuthPlugin implements Plugin {

  @Override
  public PluginSpec<LdapAuthConfig> spec() {
    return new PluginSpec<>("ldap-auth", 1200, "3.9.1", LdapAuthConfig.class, LdapAuthHandler::new);
  }
}
