/// What `opentelemetry` and `zipkin` share: who began a trace, as the headers of Kong's nine
/// formats tell it, and how it is told on.
///
/// Start reading at [io.troop.tracing.Propagation].
@NullMarked
package io.troop.tracing;

import org.jspecify.annotations.NullMarked;
