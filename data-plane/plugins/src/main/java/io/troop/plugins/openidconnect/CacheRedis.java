package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.tools.RedisClusterNode;
import io.troop.plugin.tools.RedisSentinelNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a Redis server for introspections is; kept for Kong's clients. *Immutable.*
record CacheRedis(
    @Default("5") int clusterMaxRedirections,
    @MinLength(1) @Nullable List<RedisClusterNode> clusterNodes,
    @Is(Typedef.TIMEOUT) @Default("2000") int connectTimeout,
    @Default("false") boolean connectionIsProxied,
    @Default("0") int database,
    @Is(Typedef.HOST) @Default("\"127.0.0.1\"") String host,
    @Range(min = 0, max = 2147483646) @Nullable Integer keepaliveBacklog,
    @Range(min = 1, max = 2147483646) @Default("256") int keepalivePoolSize,
    @Referenceable @Encrypted @Nullable String password,
    @Is(Typedef.PORT) @Default("6379") int port,
    @Is(Typedef.TIMEOUT) @Default("2000") int readTimeout,
    @Is(Typedef.TIMEOUT) @Default("2000") int sendTimeout,
    @Nullable String sentinelMaster,
    @MinLength(1) @Nullable List<RedisSentinelNode> sentinelNodes,
    @Referenceable @Encrypted @Nullable String sentinelPassword,
    @OneOf({"any", "master", "slave"}) @Nullable String sentinelRole,
    @Referenceable @Nullable String sentinelUsername,
    @Is(Typedef.SNI) @Nullable String serverName,
    @Default("false") boolean ssl,
    @Default("false") boolean sslVerify,
    @Referenceable @Nullable String username) {}
