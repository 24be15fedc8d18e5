package io.troop.control.edit;

import java.util.Map;
import org.springframework.stereotype.Component;

/// The kinds that are special.
@Component
class Quirks {

  private final Map<String, Quirk> byKind;

  Quirks(
      CertificateSnis certificates,
      CaCertificateUses caCertificates,
      PluginSchemaUses pluginSchemas,
      RouteCollisions routes,
      PluginOrdering plugins) {
    this.byKind =
        Map.of(
            "certificates",
            certificates,
            "ca_certificates",
            caCertificates,
            Schemas.UPLOADED,
            pluginSchemas,
            "routes",
            routes,
            "plugins",
            plugins);
  }

  Quirk of(Kind kind) {
    return byKind.getOrDefault(kind.name(), Quirk.NONE);
  }
}
