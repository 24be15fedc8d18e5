package io.troop.plugins.correlationid;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import org.jspecify.annotations.Nullable;

/// The configuration of `correlation-id`. *Immutable.*
record CorrelationIdConfig(
    @Doc("The header that carries the id.") @Default("\"Kong-Request-ID\"")
        @Nullable String headerName,
    @Doc("How a missing id is made: a UUID, a UUID and a number counted up, or where and when.")
        @Required
        @Default("\"uuid#counter\"")
        @OneOf({"uuid", "uuid#counter", "tracker"})
        String generator,
    @Doc("Whether the client gets the id back.") @Required @Default("false")
        boolean echoDownstream) {}
