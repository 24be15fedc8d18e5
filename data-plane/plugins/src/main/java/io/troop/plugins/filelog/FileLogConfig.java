package io.troop.plugins.filelog;

import io.troop.plugin.log.CustomFields;
import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Matches;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `file-log`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record FileLogConfig(
    @Doc("The file, made when it is not there.")
        @Matches(value = "^[^%s*&%%\\`][^*&%%\\`]*[^%s*&%%\\`]$", message = "not a valid filename")
        @Required
        String path,
    @Doc("Whether the file is opened anew for every entry, so that it may be moved away.")
        @Default("false")
        @Required
        boolean reopen,
    @Doc("Members of the log entry, each with the Lua code that makes its value.")
        @Is(Typedef.LUA_CODE)
        @CheckedBy(CustomFields.class)
        @Nullable Map<String, String> customFieldsByLua) {}
