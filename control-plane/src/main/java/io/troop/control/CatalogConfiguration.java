package io.troop.control;

import io.troop.plugin.Catalog;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.schema.Autos;
import io.troop.settings.Settings;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What can be configured at all, and where time and chance come from.
@Configuration(proxyBeanMethods = false)
class CatalogConfiguration {

  @Bean
  Catalog catalog(Settings settings) {
    return Catalog.load(
        RouterFlavor.valueOf(settings.get(ControlSettings.ROUTER_FLAVOR).toUpperCase(Locale.ROOT)));
  }

  /// Time in whole microseconds, as PostgreSQL stores it: an instant that was written equals itself
  /// when it is read back, so that what memory and the database know can be compared.
  @Bean
  InstantSource clock() {
    return Clock.tick(Clock.systemUTC(), Duration.of(1, ChronoUnit.MICROS));
  }

  @Bean
  Autos autos(InstantSource clock) {
    return new Autos(clock, new SecureRandom());
  }
}
