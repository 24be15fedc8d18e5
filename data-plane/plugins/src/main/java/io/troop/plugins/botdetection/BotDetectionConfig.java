package io.troop.plugins.botdetection;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The configuration of `bot-detection`. *Immutable.*
@Applies(toConsumers = false)
record BotDetectionConfig(
    @Doc("Regular expressions of user agents that are let in, bots or not.") @Default("[]")
        @Nullable List<@Is(Typedef.REGEX) String> allow,
    @Doc("Regular expressions of user agents that are refused.") @Default("[]")
        @Nullable List<@Is(Typedef.REGEX) String> deny) {}
