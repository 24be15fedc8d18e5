package io.troop.plugin.entity;

import static io.troop.plugin.schema.annotation.Typedef.AUTO_TIMESTAMP_S;

import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.UUID;

/// That a consumer is in a group. *Immutable.*
public record ConsumerGroupConsumer(
    @Is(Typedef.UUID) UUID id,
    @Is(AUTO_TIMESTAMP_S) long createdAt,
    @Is(AUTO_TIMESTAMP_S) long updatedAt,
    @Required @References(value = "consumer_groups", cascade = true) Ref consumerGroup,
    @Required @References(value = "consumers", cascade = true) Ref consumer) {}
