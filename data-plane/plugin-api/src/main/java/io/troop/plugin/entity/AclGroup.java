package io.troop.plugin.entity;

import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.References;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// That a consumer is in a group of `acl`'s. *Immutable.*
public record AclGroup(
    @Is(Typedef.UUID) UUID id,
    @Is(Typedef.AUTO_TIMESTAMP_S) long createdAt,
    @Required @References(value = "consumers", cascade = true) Ref consumer,
    @Required @Doc("The group's name.") String group,
    @Is(Typedef.TAGS) @Nullable List<String> tags) {}
