package io.troop.control.admin;

import io.troop.control.store.ControlPlanes;
import io.troop.control.store.Mandate;
import io.troop.control.store.Workspaces;
import io.troop.settings.Settings;
import java.util.Map;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/// Puts the Admin API together and hands it every path of the admin listeners.
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {

  @Bean
  Endpoints adminEndpoints(ObjectProvider<EndpointSource> sources) {
    Endpoints endpoints = new Endpoints();
    sources.orderedStream().forEach(source -> source.addTo(endpoints));
    return endpoints;
  }

  @Bean
  AdminApi adminApi(
      Endpoints endpoints,
      Workspaces workspaces,
      ControlPlanes controlPlanes,
      ServerCounters counters,
      ObjectProvider<EntryPoint> entryPoints,
      Guard guard,
      Witness witness,
      Settings settings) {
    return new AdminApi(
        endpoints,
        workspaces,
        controlPlanes,
        counters,
        entryPoints.orderedStream().toList(),
        guard,
        witness,
        GuiOrigins.of(settings));
  }

  /// Change sets are committed in the name of who calls.
  @Bean
  Mandate.Source mandates() {
    return Caller::mandate;
  }

  @Bean
  SimpleUrlHandlerMapping adminPaths(AdminApi api) {
    return new SimpleUrlHandlerMapping(Map.of("/**", api), Ordered.HIGHEST_PRECEDENCE);
  }
}
