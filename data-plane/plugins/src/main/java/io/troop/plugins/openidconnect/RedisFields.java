package io.troop.plugins.openidconnect;

import io.troop.plugin.Host;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.tools.RedisClusterNode;
import io.troop.plugin.tools.RedisConfig;
import io.troop.plugin.tools.RedisSentinelNode;
import io.troop.plugin.tools.RedisServers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where Redis is. *Immutable.* Times are in milliseconds.
record RedisFields(
    @Doc("Kept for Kong's clients.") @Default("5") int clusterMaxRedirections,
    @Doc("Some addresses of a Redis cluster, in place of host and port.") @MinLength(1)
        @Nullable List<RedisClusterNode> clusterNodes,
    @Doc("The longest wait for a connection.") @Is(Typedef.TIMEOUT) @Default("2000")
        int connectTimeout,
    @Doc("Kept for Kong's clients.") @Default("false") boolean connectionIsProxied,
    @Doc("The number of the database.") @Default("0") int database,
    @Doc("The server's host name or address.") @Is(Typedef.HOST) @Default("\"127.0.0.1\"")
        String host,
    @Doc("Kept for Kong's clients.") @Range(min = 0, max = 2147483646)
        @Nullable Integer keepaliveBacklog,
    @Doc("Kept for Kong's clients.") @Range(min = 1, max = 2147483646) @Default("256")
        int keepalivePoolSize,
    @Doc("The password; null for a server that asks for none.") @Referenceable @Encrypted
        @Nullable String password,
    @Doc("The server's port.") @Is(Typedef.PORT) @Default("6379") int port,
    @Doc("The longest wait for each answer.") @Is(Typedef.TIMEOUT) @Default("2000") int readTimeout,
    @Doc("Kept for Kong's clients; the time to read counts.") @Is(Typedef.TIMEOUT) @Default("2000")
        int sendTimeout,
    @Doc("The name by which sentinels know the master.") @Nullable String sentinelMaster,
    @Doc("Redis sentinels, which tell where the master is, in place of host and port.")
        @MinLength(1)
        @Nullable List<RedisSentinelNode> sentinelNodes,
    @Doc("The password of the sentinels.") @Referenceable @Encrypted
        @Nullable String sentinelPassword,
    @Doc("Kept for Kong's clients; the master is asked.") @OneOf({"any", "master", "slave"})
        @Nullable String sentinelRole,
    @Doc("The user to log in to sentinels as.") @Referenceable @Nullable String sentinelUsername,
    @Doc("The name to ask for and to find in the server's certificate; null for its host.")
        @Is(Typedef.SNI)
        @Nullable String serverName,
    @Doc("Whether the connection is secured by TLS.") @Default("false") boolean ssl,
    @Doc("Whether the server's certificate must be trusted and be its host's.") @Default("false")
        boolean sslVerify,
    @Doc("The user to log in as; needs Redis 6.") @Referenceable @Nullable String username) {
  /// These servers, with the references resolved.
  RedisServers servers(Host gateway) {
    RedisConfig server =
        new RedisConfig(
                host,
                port,
                Math.max(1, Math.max(connectTimeout, readTimeout)),
                username,
                password,
                database,
                ssl,
                sslVerify,
                serverName)
            .resolved(gateway);
    return RedisServers.of(
        server,
        clusterNodes,
        sentinelNodes,
        sentinelMaster,
        sentinelUsername == null ? null : gateway.resolve(sentinelUsername),
        sentinelPassword == null ? null : gateway.resolve(sentinelPassword));
  }
}
