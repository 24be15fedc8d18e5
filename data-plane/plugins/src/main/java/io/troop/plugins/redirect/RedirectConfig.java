package io.troop.plugins.redirect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;

/// The configuration of `redirect`. *Immutable.*
record RedirectConfig(
    @Doc("The status to answer with.") @Required @Default("301") @Range(min = 100, max = 599)
        int statusCode,
    @Doc("Where the client is sent.") @Required @Is(Typedef.URL) String location,
    @Doc("Whether path and query of the request replace those of the location.") @Default("false")
        boolean keepIncomingPath) {}
