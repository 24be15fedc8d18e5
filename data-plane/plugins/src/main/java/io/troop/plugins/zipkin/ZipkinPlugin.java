package io.troop.plugins.zipkin;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `zipkin`.
@AutoService(Plugin.class)
public final class ZipkinPlugin implements Plugin {

  @Override
  public PluginSpec<ZipkinConfig> spec() {
    return new PluginSpec<>(
        "zipkin", 100_000, KongVersion.VERSION, ZipkinConfig.class, ZipkinHandler::new);
  }
}
