package io.troop.plugins.acl;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.AclGroup;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `acl`.
@AutoService(Plugin.class)
public final class AclPlugin implements Plugin {
  private static final EntitySpec GROUPS =
      EntitySpec.of("acls", AclGroup.class).foundBy("group").uniqueTogether("consumer", "group");

  @Override
  public PluginSpec<AclConfig> spec() {
    return new PluginSpec<>(
        "acl", 950, KongVersion.VERSION, AclConfig.class, AclHandler::new, List.of(GROUPS));
  }
}
