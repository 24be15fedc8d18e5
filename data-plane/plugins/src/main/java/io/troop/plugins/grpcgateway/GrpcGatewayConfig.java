package io.troop.plugins.grpcgateway;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.NotRequired;
import io.troop.protobuf.ProtoText;
import org.jspecify.annotations.Nullable;

/// The configuration of `grpc-gateway`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record GrpcGatewayConfig(
    @Doc("The `.proto` file that describes the service: its name on the nodes, or its text.")
        @CheckedBy(ProtoText.class)
        @NotRequired
        @Nullable String proto) {}
