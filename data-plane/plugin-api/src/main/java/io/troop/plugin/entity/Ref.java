package io.troop.plugin.entity;

import java.util.UUID;

/// A reference to another entity, in JSON `{"id": "…"}`. *Immutable.*
public record Ref(UUID id) {}
