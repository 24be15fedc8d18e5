/// What a node counts of its traffic and tells the control plane: [TrafficTable] counts on the
/// event loops, [TelemetryClient] collects the tables every few seconds and sends them over a
/// stream of its own. Losing that stream touches neither traffic nor configuration. Start reading
/// at [TelemetryClient].
///
/// Knows how to dial from `io.troop.proxy.sync`, and nothing of how requests are served.
@NullMarked
package io.troop.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
