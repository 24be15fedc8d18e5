package io.troop.control.store;

import io.troop.plugin.Catalog;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the store needs of others.
@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  @Bean
  EntitySpecs entitySpecs(Catalog catalog) {
    return new EntitySpecs(List.copyOf(catalog.entities()));
  }
}
