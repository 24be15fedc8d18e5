package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.PROTOCOLS;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;
import static io.troop.plugin.schema.annotation.Typedef.UTF8_NAME;

import io.troop.plugin.schema.Subschemas;
import io.troop.plugin.schema.annotation.Abstract;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Since;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A plugin as it is configured in one place. *Immutable.*
///
/// @param name the plugin's name, such as `key-auth`
/// @param instanceName a name of its own; null for none
/// @param config as the plugin's own record asks for
public record PluginInstance(
    @Is(Typedef.UUID) UUID id,
    @Doc("The plugin's name.") @Required String name,
    @Is(UTF8_NAME) @Since("3.2.0") @Nullable String instanceName,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Doc("Only for requests of this route.")
        @References(value = "routes", cascade = true)
        @Default("null")
        @Nullable Ref route,
    @Doc("Only for requests of routes of this service.")
        @References(value = "services", cascade = true)
        @Default("null")
        @Nullable Ref service,
    @Doc("Only for requests of this consumer.")
        @References(value = "consumers", cascade = true)
        @Default("null")
        @Nullable Ref consumer,
    @Doc("Only for requests of consumers in this group.")
        @References(value = "consumer_groups", cascade = true)
        @Default("null")
        @Nullable Ref consumerGroup,
    @Doc("The plugin's settings.") @Abstract Map<String, Object> config,
    @Is(PROTOCOLS) List<String> protocols,
    @Doc("Whether it takes part.") @Required @Default("true") boolean enabled,
    @Is(TAGS) @Nullable List<String> tags,
    @Doc("Before and behind which plugins it runs, in place of where its priority puts it.")
        @Nullable Ordering ordering) {

  /// Where a plugin runs among the others. *Immutable.* Plugins that do not take part in a request
  /// do not matter.
  public record Ordering(
      @Doc("The plugins it runs before.") @Nullable Phases before,
      @Doc("The plugins it runs behind.") @Nullable Phases after) {}

  /// Names of plugins by phase. *Immutable.*
  public record Phases(
      @Doc("In the phase that decides about requests.") @Nullable List<String> access) {}

  static final Subschemas SUBSCHEMAS =
      Subschemas.of(
          "name",
          "plugin '%s' not enabled; add it to the 'plugins' configuration property",
          Map.of());
}
