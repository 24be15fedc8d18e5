/// `opentelemetry`: tells upstreams of traces, and sends spans over OTLP/HTTP.
///
/// As in Kong, spans are made when `tracing_instrumentations` is set: the request's, those of its
/// parts that the node noted, and one for each try of a target. They are put together when the
/// request has ended.
@NullMarked
package io.troop.plugins.opentelemetry;

import org.jspecify.annotations.NullMarked;
