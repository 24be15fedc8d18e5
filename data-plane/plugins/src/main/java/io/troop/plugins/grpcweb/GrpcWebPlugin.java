package io.troop.plugins.grpcweb;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `grpc-web`.
@AutoService(Plugin.class)
public final class GrpcWebPlugin implements Plugin {

  @Override
  public PluginSpec<GrpcWebConfig> spec() {
    return new PluginSpec<>(
        "grpc-web",
        3,
        KongVersion.VERSION,
        GrpcWebConfig.class,
        (config, _) -> new GrpcWebHandler(config));
  }
}
