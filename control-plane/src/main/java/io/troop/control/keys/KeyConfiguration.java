package io.troop.control.keys;

import io.troop.settings.Settings;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/// The keys of this installation.
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

  @Bean
  KeyRing keyRing(JdbcTemplate jdbc, Settings settings, InstantSource clock) {
    SecureRandom random = new SecureRandom();
    return new KeyRing(
        jdbc, RootSettings.of(settings, System.getenv(), clock, random), clock, random);
  }
}
