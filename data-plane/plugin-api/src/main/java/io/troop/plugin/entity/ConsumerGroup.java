package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;
import static io.troop.plugin.schema.annotation.Typedef.UTF8_NAME;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A group of consumers. *Immutable.*
public record ConsumerGroup(
    @Is(Typedef.UUID) UUID id,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Is(UTF8_NAME) @Required @Doc("The group's name.") String name,
    @Is(TAGS) @Nullable List<String> tags) {}
