package io.troop.plugins.mocking;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `mocking`.
@AutoService(Plugin.class)
public final class MockingPlugin implements Plugin {

  @Override
  public PluginSpec<MockingConfig> spec() {
    return new PluginSpec<>(
        "mocking", -1, KongVersion.VERSION, MockingConfig.class, MockingHandler::new);
  }
}
