package io.troop.plugin.tools;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Typedef;

/// A Redis sentinel, in the words of Kong's commercial plugins. *Immutable.*
public record RedisSentinelNode(
    @Is(Typedef.HOST) @Default("\"127.0.0.1\"") String host,
    @Is(Typedef.PORT) @Default("6379") int port) {}
