package io.troop.control.governance.audit;

import io.troop.plugin.Catalog;
import io.troop.settings.Settings;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What the parts of the audit log share.
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

  @Bean
  AuditSettings auditSettings(Settings settings) {
    return AuditSettings.of(settings);
  }

  @Bean
  Redactor auditRedactor(AuditSettings settings, Catalog catalog) {
    return new Redactor(settings.excluded(), catalog);
  }
}
