package io.troop.plugins.keyauth;

import io.troop.plugin.entity.Credential;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A consumer's key. *Immutable.*
record KeyAuthCredential(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Required @References(value = "consumers", cascade = true) Ref consumer,
    @Unique @Auto @NotRequired String key,
    @Is(Typedef.TAGS) @Nullable List<String> tags)
    implements Credential {}
