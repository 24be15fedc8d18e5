package io.troop.plugins.openidconnect;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.OneOf;
import org.jspecify.annotations.Nullable;

/// What is remembered, and for how long. Times are in seconds. *Immutable.*
record CachingFields(
    @Doc("Whether introspections are remembered.") @Default("true") boolean cacheIntrospection,
    @Doc("Whether answers of the token endpoint are remembered.") @Default("true")
        boolean cacheTokens,
    @Doc("A text that keeps what is remembered for grants apart from that of other plugins.")
        @Nullable String cacheTokensSalt,
    @Doc("Whether tokens for other scopes are remembered apart.") @Default("false")
        boolean tokenCacheKeyIncludeScope,
    @Doc("Not supported yet.") @Default("true") boolean cacheTokenExchange,
    @Doc("Whether a user's claims are remembered.") @Default("true") boolean cacheUserInfo,
    @Doc("How long what does not say itself is remembered.") @Default("3600") double cacheTtl,
    @Doc("The longest anything is remembered.") @Nullable Double cacheTtlMax,
    @Doc("The shortest anything is remembered.") @Nullable Double cacheTtlMin,
    @Doc("How long refusals are remembered; they aren't when nothing is said.")
        @Nullable Double cacheTtlNeg,
    @Doc("How long an old answer may stand in for one that can't be had.")
        @Nullable Double cacheTtlResurrect,
    @Doc("Whether introspections are shared between nodes; `off` only.")
        @OneOf({"off", "redis"})
        @Default("\"off\"")
        String clusterCacheStrategy,
    @Doc("Not supported yet.") @Nullable RedisFields clusterCacheRedis) {}
