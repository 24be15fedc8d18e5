package io.troop.control.admin;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/// Hands every path of the admin listeners to [AdminApi].
@Configuration(proxyBeanMethods = false)
class AdminConfiguration {

  @Bean
  AdminApi adminApi() {
    return new AdminApi();
  }

  @Bean
  SimpleUrlHandlerMapping adminPaths(AdminApi api) {
    return new SimpleUrlHandlerMapping(Map.of("/**", api), Ordered.HIGHEST_PRECEDENCE);
  }
}
