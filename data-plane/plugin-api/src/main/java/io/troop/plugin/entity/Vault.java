package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.Field;
import io.troop.plugin.schema.Schema;
import io.troop.plugin.schema.Subschemas;
import io.troop.plugin.schema.Type;
import io.troop.plugin.schema.annotation.Abstract;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.NotOneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A place where secrets are. *Immutable.*
///
/// @param prefix how references name it, as in `{vault://my-env/name}`
/// @param name which kind of vault it is, such as `env`
/// @param config as that kind of vault asks for
public record Vault(
    @Is(Typedef.UUID) UUID id,
    @Doc("How references name the vault.")
        @Required
        @Unique(acrossWorkspaces = true)
        @Matches("^[a-z][a-z%d-]-[a-z%d]+$")
        @NotOneOf("env")
        String prefix,
    @Doc("The kind of vault.") @Required String name,
    @Doc("What the vault is for.") @Nullable String description,
    @Doc("Settings of this kind of vault.") @Abstract Map<String, Object> config,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Is(TAGS) @Nullable List<String> tags) {

  /// Secrets in the environment of the node.
  ///
  /// @param prefix what the names of variables begin with; null for nothing
  public record Env(
      @Doc("What the names of environment variables begin with.") @Matches("^[%a_-][%a%d_-]*$")
          @Nullable String prefix) {}

  static final Subschemas SUBSCHEMAS =
      new Subschemas("name", "vault '%s' is not installed", Map.of("env", kind("env", Env.class)));

  private static Schema kind(String name, Class<? extends Record> config) {
    Field field = Field.of("config", new Type.RecordOf(Schema.of(config))).required(true);
    return Schema.of(name, List.of(field), List.of());
  }
}
