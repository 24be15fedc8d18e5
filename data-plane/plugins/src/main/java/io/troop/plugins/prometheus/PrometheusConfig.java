package io.troop.plugins.prometheus;

import io.troop.plugin.schema.annotation.Applies;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Since;

/// The configuration of `prometheus`. *Immutable.*
@Applies(
    protocols = {"grpc", "grpcs", "http", "https", "tcp", "tls", "tls_passthrough", "udp"},
    defaultProtocols = {"grpc", "grpcs", "http", "https"})
record PrometheusConfig(
    @Doc("Whether requests and bandwidth are counted by consumer.") @Default("false")
        boolean perConsumer,
    @Doc("Whether requests are counted by status.") @Default("false") boolean statusCodeMetrics,
    @Doc("Whether calls of language models are counted.") @Default("false") @Since("3.8.0")
        boolean aiMetrics,
    @Doc("Whether latencies are measured.") @Default("false") boolean latencyMetrics,
    @Doc("Whether bytes are counted.") @Default("false") boolean bandwidthMetrics,
    @Doc("Whether the health of targets is shown.") @Default("false") boolean upstreamHealthMetrics,
    @Doc("Without effect.") @Default("false") @Since("3.10.0") boolean wasmMetrics) {}
