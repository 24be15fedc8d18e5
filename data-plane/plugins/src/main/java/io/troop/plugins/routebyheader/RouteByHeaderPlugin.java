package io.troop.plugins.routebyheader;

import com.google.auto.service.AutoService;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;

/// The plugin `route-by-header`.
@AutoService(Plugin.class)
public final class RouteByHeaderPlugin implements Plugin {

  @Override
  public PluginSpec<RouteByHeaderConfig> spec() {
    return new PluginSpec<>(
        "route-by-header", 850, "3.9.1", RouteByHeaderConfig.class, RouteByHeaderHandler::new);
  }
}
