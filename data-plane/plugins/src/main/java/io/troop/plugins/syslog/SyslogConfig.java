package io.troop.plugins.syslog;

import io.troop.plugin.log.CustomFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.OneOf;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `syslog`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record SyslogConfig(
    @Doc("The least severity that is logged.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        @Required
        String logLevel,
    @Doc("The severity of answers below 400.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        @Required
        String successfulSeverity,
    @Doc("The severity of answers from 400 to 499.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        @Required
        String clientErrorsSeverity,
    @Doc("The severity of answers from 500.")
        @Default("\"info\"")
        @OneOf({"debug", "info", "notice", "warning", "err", "crit", "alert", "emerg"})
        @Required
        String serverErrorsSeverity,
    @Doc("Members of the log entry, each with the Lua code that makes its value.")
        @Is(Typedef.LUA_CODE)
        @CheckedBy(CustomFields.class)
        @Nullable Map<String, String> customFieldsByLua,
    @Doc("The facility that entries belong to.")
        @Default("\"user\"")
        @OneOf({
          "auth",
          "authpriv",
          "cron",
          "daemon",
          "ftp",
          "kern",
          "lpr",
          "mail",
          "news",
          "syslog",
          "user",
          "uucp",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7"
        })
        @Required
        String facility) {}
