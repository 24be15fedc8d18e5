package io.troop.plugins.requesttransformer;

import com.google.auto.service.AutoService;
import io.troop.plugin.Handler;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `request-transformer`.
@AutoService(Plugin.class)
public final class RequestTransformerPlugin implements Plugin {

  @Override
  public PluginSpec<RequestTransformerConfig> spec() {
    return new PluginSpec<>(
        "request-transformer",
        801,
        KongVersion.VERSION,
        RequestTransformerConfig.class,
        (config, _) -> handler(config));
  }

  /// Only a body has to be waited for.
  private static Handler handler(RequestTransformerConfig config) {
    RequestChanges changes = new RequestChanges(config);
    return changes.mayNeedBody()
        ? new RequestTransformerBodyHandler(changes)
        : new RequestTransformerHandler(changes);
  }
}
