/// Sketches of latencies: small, and they add up. Nodes fill them, the control plane merges them.
@NullMarked
package io.troop.sketch;

import org.jspecify.annotations.NullMarked;
