package io.troop.plugins.degraphql;

import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.StartsWith;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.Set;
import java.util.UUID;

/// The query that a path of a service stands for. *Immutable.*
record DegraphqlRoute(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Is(Typedef.AUTO_TIMESTAMP_S) long updatedAt,
    @Required @References(value = "services", cascade = true) Ref service,
    @Doc("The methods of requests.") @Default("[\"GET\"]")
        Set<@Is(Typedef.HTTP_METHOD) String> methods,
    @Doc("The path, behind that of the route; `:name` stands for a part that is a variable.")
        @Required
        @StartsWith("/")
        String uri,
    @Doc("The GraphQL query.") @Required String query) {}
