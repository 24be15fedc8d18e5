package io.troop.plugins.grpcgateway;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `grpc-gateway`.
@AutoService(Plugin.class)
public final class GrpcGatewayPlugin implements Plugin {

  @Override
  public PluginSpec<GrpcGatewayConfig> spec() {
    return new PluginSpec<>(
        "grpc-gateway",
        998,
        KongVersion.VERSION,
        GrpcGatewayConfig.class,
        (config, _) -> new GrpcGatewayHandler(config));
  }
}
