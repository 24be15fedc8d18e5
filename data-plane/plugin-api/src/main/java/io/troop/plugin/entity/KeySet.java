package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A set of keys. *Immutable.*
public record KeySet(
    @Is(Typedef.UUID) UUID id,
    @Unique @Doc("The set's name.") @NotRequired @Nullable String name,
    @Is(TAGS) @Nullable List<String> tags,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt) {}
