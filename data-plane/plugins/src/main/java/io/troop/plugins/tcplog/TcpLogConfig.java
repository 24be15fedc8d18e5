package io.troop.plugins.tcplog;

import io.troop.plugin.log.CustomFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `tcp-log`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record TcpLogConfig(
    @Doc("The host name or address of the server.") @Is(Typedef.HOST) @Required String host,
    @Doc("The port of the server.") @Is(Typedef.PORT) @Required int port,
    @Doc("The longest wait for the server, in milliseconds.") @Default("10000") double timeout,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000")
        double keepalive,
    @Doc("Whether the connection is secured by TLS; the certificate is not verified.")
        @Default("false")
        @Required
        boolean tls,
    @Doc("The name to ask for in the TLS handshake.") @Nullable String tlsSni,
    @Doc("Members of the log entry, each with the Lua code that makes its value.")
        @Is(Typedef.LUA_CODE)
        @CheckedBy(CustomFields.class)
        @Nullable Map<String, String> customFieldsByLua) {}
