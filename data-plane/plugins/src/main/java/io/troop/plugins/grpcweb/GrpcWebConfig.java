package io.troop.plugins.grpcweb;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.protobuf.ProtoText;
import org.jspecify.annotations.Nullable;

/// The configuration of `grpc-web`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record GrpcWebConfig(
    @Doc(
            "The `.proto` file that describes the service: its name on the nodes, or its text."
                + " Needed for JSON bodies.")
        @CheckedBy(ProtoText.class)
        @NotRequired
        @Nullable String proto,
    @Doc("Whether the upstream gets the path without what the route matched.") @NotRequired
        @Nullable Boolean passStrippedPath,
    @Doc("What `Access-Control-Allow-Origin` says in answers.") @Default("\"*\"") @NotRequired
        @Nullable String allowOriginHeader) {}
