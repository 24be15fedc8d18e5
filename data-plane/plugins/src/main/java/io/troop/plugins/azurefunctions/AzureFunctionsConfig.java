package io.troop.plugins.azurefunctions;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Encrypted;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import org.jspecify.annotations.Nullable;

/// The configuration of `azure-functions`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record AzureFunctionsConfig(
    @Doc("The longest wait for the function, in milliseconds.") @Default("600000") double timeout,
    @Doc("How long an idle connection is kept, in milliseconds.") @Default("60000")
        double keepalive,
    @Doc("Whether the call is secured by TLS.") @Default("true") boolean https,
    @Doc("Whether the certificate of the function's host must be trusted and be its own.")
        @Default("false")
        boolean httpsVerify,
    @Doc("The key sent as x-functions-key.") @Referenceable @Encrypted @Nullable String apikey,
    @Doc("The id sent as x-functions-clientid.") @Referenceable @Encrypted
        @Nullable String clientid,
    @Doc("The name of the function app.") @Required String appname,
    @Doc("The domain of the function app.") @Default("\"azurewebsites.net\"") @Required
        String hostdomain,
    @Doc("The beginning of the function's path.") @Default("\"api\"") String routeprefix,
    @Doc("The function.") @Required String functionname) {}
