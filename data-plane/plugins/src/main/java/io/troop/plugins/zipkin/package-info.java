/// `zipkin`: tells upstreams of traces, and sends spans to Zipkin's HTTP interface as JSON.
///
/// A request gives a span of its own, one for proxying, and one for each target that was tried,
/// with Kong's names and tags.
@NullMarked
package io.troop.plugins.zipkin;

import org.jspecify.annotations.NullMarked;
