package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;
import static io.troop.plugin.schema.annotation.Typedef.TAGS;

import io.troop.plugin.schema.Check;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A consumer: who uses a service. *Immutable.*
public record Consumer(
    @Is(Typedef.UUID) UUID id,
    @Unique @Doc("The consumer's name. It needs this or custom_id.") @Nullable String username,
    @Unique @Doc("What another system knows the consumer by. It needs this or username.")
        @Nullable String customId,
    @Is(TAGS) @Nullable List<String> tags,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt) {

  static final List<Check> CHECKS = List.of(Check.atLeastOneOf("custom_id", "username"));
}
