package io.troop.control.governance.access;

import io.troop.settings.Settings;
import java.security.SecureRandom;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the parts of access control share.
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

  @Bean
  AccessSettings accessSettings(Settings settings) {
    return AccessSettings.of(settings);
  }

  @Bean
  Secrets accessSecrets() {
    return new Secrets(new SecureRandom());
  }
}
