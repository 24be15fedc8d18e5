package io.troop.plugins.loggly;

import io.troop.plugin.log.CustomFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The configuration of `loggly`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record LogglyConfig(
    @Doc("The host name or address of Loggly.") @Is(Typedef.HOST) @Default("\"logs-01.loggly.com\"")
        String host,
    @Doc("The UDP port of Loggly.") @Is(Typedef.PORT) @Default("514") int port,
    @Doc("The customer token.") @Referenceable @Encrypted @Required String key,
    @Doc("Tags of the entries.") @Default("[\"kong\"]") Set<String> tags,
    @Doc("The least severity that is logged.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        String logLevel,
    @Doc("The severity of answers below 400.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        String successfulSeverity,
    @Doc("The severity of answers from 400 to 499.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        String clientErrorsSeverity,
    @Doc("The severity of answers from 500.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        String serverErrorsSeverity,
    @Doc("Without effect: a datagram is not waited for.") @Default("10000") double timeout,
    @Doc("Members of the log entry, each with the Lua code that makes its value.")
        @Is(Typedef.LUA_CODE)
        @CheckedBy(CustomFields.class)
        @Nullable Map<String, String> customFieldsByLua) {}
