package io.troop.plugin.tools;

import io.troop.plugin.Host;
import org.jspecify.annotations.Nullable;

/// Where a Redis server is and how to speak to it: Kong's `redis` record. *Immutable.*
///
/// @param timeout milliseconds for connecting and for each command
public record RedisConfig(
    @Nullable String host,
    int port,
    int timeout,
    @Nullable String username,
    @Nullable String password,
    int database,
    boolean ssl,
    boolean sslVerify,
    @Nullable String serverName) {

  /// With the references in it resolved.
  public RedisConfig resolved(Host host) {
    return new RedisConfig(
        this.host,
        port,
        timeout,
        username == null ? null : host.resolve(username),
        password == null ? null : host.resolve(password),
        database,
        ssl,
        sslVerify,
        serverName);
  }
}
