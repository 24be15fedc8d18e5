/// `prometheus`: counts requests, bytes and latencies by service and route, for the node's
/// `/metrics`.
///
/// What concerns the node as a whole stands there anyway.
@NullMarked
package io.troop.plugins.prometheus;

import org.jspecify.annotations.NullMarked;
