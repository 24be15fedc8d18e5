package io.troop.plugins.hmacauth;

import io.troop.plugin.entity.Credential;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.schema.annotation.Auto;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Unique;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A consumer's user name and secret. *Immutable.*
record HmacAuthCredential(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Required @References(value = "consumers", cascade = true) Ref consumer,
    @Required @Unique @Doc("The user name.") String username,
    @Auto @Doc("The secret that requests are signed with.") @Nullable String secret,
    @Is(Typedef.TAGS) @Nullable List<String> tags)
    implements Credential {}
