package io.troop.control.governance.audit;

import io.troop.plugin.Catalog;
import io.troop.settings.Settings;
import java.util.Objects;
import java.util.UUID;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/// What the parts of the audit log share.
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {

  @Bean
  AuditSettings auditSettings(Settings settings) {
    return AuditSettings.of(settings);
  }

  @Bean
  SpoolPlace auditSpoolPlace(Settings settings, AuditSettings audit, JdbcTemplate jdbc) {
    UUID installation =
        Objects.requireNonNull(
            jdbc.queryForObject("select id from audit_installation", UUID.class));
    return SpoolPlace.of(settings, audit.on(), installation);
  }

  @Bean
  Redactor auditRedactor(AuditSettings settings, Catalog catalog) {
    return new Redactor(settings.excluded(), catalog);
  }
}
