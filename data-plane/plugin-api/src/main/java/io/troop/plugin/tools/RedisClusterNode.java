package io.troop.plugin.tools;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Typedef;

/// A server of a Redis cluster, in the words of Kong's commercial plugins. *Immutable.*
public record RedisClusterNode(
    @Is(Typedef.HOST) @Default("\"127.0.0.1\"") String ip,
    @Is(Typedef.PORT) @Default("6379") int port) {}
