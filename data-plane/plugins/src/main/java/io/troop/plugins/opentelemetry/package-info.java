/// `opentelemetry`: tells upstreams of traces, and sends spans over OTLP/HTTP.
///
/// As in Kong, spans are made when `tracing_instrumentations` is set: the request's, and one for
/// each try of a target. Spans of plugins, of the router and of DNS are not made. They are put
/// together when the request has ended, so that a node without this plugin does nothing for it.
@NullMarked
package io.troop.plugins.opentelemetry;

import org.jspecify.annotations.NullMarked;
