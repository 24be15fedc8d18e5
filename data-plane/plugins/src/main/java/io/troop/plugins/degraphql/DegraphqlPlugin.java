package io.troop.plugins.degraphql;

import com.google.auto.service.AutoService;
import io.troop.plugin.KongVersion;
import io.troop.plugin.Plugin;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.EntitySpec;
import java.util.List;

/// The plugin `degraphql`.
@AutoService(Plugin.class)
public final class DegraphqlPlugin implements Plugin {
  private static final EntitySpec ROUTES =
      EntitySpec.of("degraphql_routes", DegraphqlRoute.class)
          .at("degraphql_routes", "degraphql/routes");

  @Override
  public PluginSpec<DegraphqlConfig> spec() {
    return new PluginSpec<>(
        "degraphql",
        1500,
        KongVersion.VERSION,
        DegraphqlConfig.class,
        DegraphqlHandler::new,
        List.of(ROUTES));
  }
}
