package io.troop.kafka;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;

/// Where a broker is. *Immutable.*
public record KafkaServer(
    @Doc("The broker's host name or address.") @Required String host,
    @Doc("The broker's port.") @Range(min = 0, max = 65535) @Required int port) {}
