package io.troop.control.edit;

import io.troop.control.store.Draft;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
      PluginOrdering ordering,
      PluginProtocols protocols) {
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
            both(protocols, ordering));
  }

  /// What both do, the first one first, for kinds of which nothing is to be done afterwards.
  private static Quirk both(Quirk first, Quirk second) {
    return new Quirk() {
      @Override
      public Rest before(
          Draft draft,
          String workspace,
          @Nullable UUID known,
          Map<String, @Nullable Object> fields) {
        first.before(draft, workspace, known, fields);
        return second.before(draft, workspace, known, fields);
      }
    };
  }

  Quirk of(Kind kind) {
    return byKind.getOrDefault(kind.name(), Quirk.NONE);
  }
}
