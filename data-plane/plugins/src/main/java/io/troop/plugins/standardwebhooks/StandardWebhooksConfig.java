package io.troop.plugins.standardwebhooks;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;

/// The configuration of `standard-webhooks`. *Immutable.*
@Applies(toConsumers = false)
record StandardWebhooksConfig(
    @Doc("The secret that signatures are made with.") @Required @Referenceable @Encrypted
        String secretV1,
    @Doc("How many seconds old a webhook may be.") @Required @Default("300") @GreaterThan(-1)
        int toleranceSecond) {}
