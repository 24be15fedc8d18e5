package io.troop.plugin.entity;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A consumer: who uses a service. *Immutable.*
public record Consumer(
    UUID id,
    @Nullable String username,
    @Nullable String customId,
    @Nullable List<String> tags,
    long createdAt,
    long updatedAt) {}
