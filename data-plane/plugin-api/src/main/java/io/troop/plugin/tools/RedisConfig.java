package io.troop.plugin.tools;

import io.troop.plugin.Host;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.MinLength;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Typedef;
import org.jspecify.annotations.Nullable;

/// Where a Redis server is and how to speak to it: Kong's `redis` record. *Immutable.*
///
/// @param timeout milliseconds for connecting and for each command
public record RedisConfig(
    @Doc("The server's host name or address.") @Is(Typedef.HOST) @Nullable String host,
    @Doc("The server's port.") @Is(Typedef.PORT) @Default("6379") int port,
    @Doc("The longest wait for a connection and for each answer, in milliseconds.")
        @Is(Typedef.TIMEOUT)
        @Default("2000")
        int timeout,
    @Doc("The user to log in as; needs Redis 6. Null logs in with the password alone.")
        @Referenceable
        @Nullable String username,
    @Doc("The password; null for a server that asks for none.")
        @Referenceable
        @Encrypted
        @MinLength(0)
        @Nullable String password,
    @Doc("The number of the database.") @Default("0") int database,
    @Doc("Whether the connection is secured by TLS.") @Default("false") @NotRequired boolean ssl,
    @Doc("Whether the server's certificate must be trusted and be its host's.")
        @Default("false")
        @NotRequired
        boolean sslVerify,
    @Doc("The name to ask for and to find in the server's certificate; null for its host.")
        @Is(Typedef.SNI)
        @NotRequired
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
