package io.troop.plugins.opa;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;

/// The configuration of `opa`. *Immutable.*
record OpaConfig(
    @Doc("Whether the policy sees the body, as text.") @Default("false")
        boolean includeBodyInOpaInput,
    @Doc("Whether the policy sees the consumer.") @Default("false")
        boolean includeConsumerInOpaInput,
    @Doc("Whether the policy sees a JSON body as a document.") @Default("false")
        boolean includeParsedJsonBodyInOpaInput,
    @Doc("Whether the policy sees the route.") @Default("false") boolean includeRouteInOpaInput,
    @Doc("Whether the policy sees the service.") @Default("false") boolean includeServiceInOpaInput,
    @Doc("Whether the policy sees what the route's path captured.") @Default("false")
        boolean includeUriCapturesInOpaInput,
    @Doc("The host name or address of the OPA server.") @Default("\"localhost\"") String opaHost,
    @Doc("The path of the policy's data.") @Required String opaPath,
    @Doc("The port of the OPA server.") @Default("8181") @Range(min = 0, max = 65535) int opaPort,
    @Doc("How to talk to the OPA server.") @Default("\"http\"") @OneOf({"http", "https"})
        String opaProtocol,
    @Doc("Whether the OPA server's certificate must be trusted and be its own.") @Default("true")
        boolean sslVerify) {}
