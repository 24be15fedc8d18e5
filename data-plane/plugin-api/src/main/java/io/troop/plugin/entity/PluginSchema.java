package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The schema of a plugin that users have brought themselves. *Immutable.*
///
/// @param name the plugin's name, as the schema says it
/// @param luaSchema its `schema.lua`
public record PluginSchema(
    @Is(Typedef.UUID) UUID id,
    @Doc("The plugin's name.") @Required @Unique String name,
    @Doc("The text of its schema.lua.") @Required String luaSchema,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Is(TAGS) @Nullable List<String> tags) {}
