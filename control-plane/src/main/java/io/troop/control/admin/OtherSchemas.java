package io.troop.control.admin;

import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.annotation.AsSet;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is answered like entities and kept elsewhere: clients ask for its schemas, too.
/// *Stateless.*
final class OtherSchemas {

  private static final Map<String, Schema> ALL =
      Map.of(
          "tags", Schema.of(Tagged.class),
          "workspaces", Schema.of(Workspace.class),
          "clustering_data_planes", Schema.of(DataPlane.class));

  private OtherSchemas() {}

  static Optional<Schema> find(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  record Tagged(
      @Is(Typedef.TAG) String tag,
      @Doc("The kind of the entity that has the tag.") @Required String entityName,
      @Is(Typedef.UUID) @Required UUID entityId) {}

  record Workspace(
      @Is(Typedef.UUID) UUID id,
      @Is(Typedef.UTF8_NAME) @Required String name,
      @Doc("What it is for.") @Nullable String comment,
      @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
      @Is(Typedef.AUTO_TIMESTAMP_S) long updatedAt,
      @Doc("What a console shows it with.") Anything meta,
      @Doc("Kept for Kong's clients.") Anything config) {}

  record Anything() {}

  record DataPlane(
      @Is(Typedef.UUID) @Required UUID id,
      @Is(Typedef.AUTO_TIMESTAMP_S) long lastSeen,
      @Is(Typedef.AUTO_TIMESTAMP_S) long updatedAt,
      @Is(Typedef.IP) @Required String ip,
      @Doc("The hash of the configuration it runs.") @Nullable String configHash,
      @Is(Typedef.HOST) @Required String hostname,
      @Is(Typedef.SEMANTIC_VERSION) @Nullable String version,
      @Doc("Whether it gets the configuration, and if not, why.")
          @Required
          @OneOf({
            "unknown",
            "normal",
            "kong_version_incompatible",
            "plugin_set_incompatible",
            "plugin_version_incompatible",
            "filter_set_incompatible"
          })
          @Default("\"unknown\"")
          String syncStatus,
      @Doc("What its owner says of it.") @Nullable Map<String, String> labels,
      @Doc("What there is to know of its certificate.") @Nullable CertDetails certDetails,
      @Doc("What it can do when it is asked to.") @AsSet @Nullable List<String> rpcCapabilities) {}

  record CertDetails(
      @Doc("When it is over, in seconds since 1970.") @Nullable Double expiryTimestamp) {}
}
