package io.troop.plugins.degraphql;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Typedef;

/// The configuration of `degraphql`. *Immutable.*
@Applies(toConsumers = false)
record DegraphqlConfig(
    @Doc("Where the upstream takes GraphQL queries.") @Is(Typedef.PATH) @Default("\"/graphql\"")
        String graphqlServerPath) {}
