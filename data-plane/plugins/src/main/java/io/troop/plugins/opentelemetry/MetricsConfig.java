package io.troop.plugins.opentelemetry;

import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.GreaterThan;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Typedef;
import org.jspecify.annotations.Nullable;

/// What is counted, and where it is sent. *Immutable.* Kong has these fields from 3.13 on.
record MetricsConfig(
    @Doc("The URL that metrics are sent to, by OTLP over HTTP.") @Is(Typedef.URL) @Referenceable
        @Nullable String endpoint,
    @Doc("How often metrics are sent, in seconds.") @Default("60") @GreaterThan(0)
        double pushInterval,
    @Doc("Whether requests and sizes are counted by consumer.") @Default("false")
        boolean enableConsumerAttribute,
    @Doc("Whether requests are counted.") @Default("false") boolean enableRequestMetrics,
    @Doc("Whether the sizes of requests and answers are measured.") @Default("false")
        boolean enableBandwidthMetrics,
    @Doc("Whether latencies are measured.") @Default("false") boolean enableLatencyMetrics,
    @Doc("Whether the health of targets is told.") @Default("false")
        boolean enableUpstreamHealthMetrics) {}
