/// The side-by-side comparison that `./troop bench` runs: our node, nginx, HAProxy and a Spring
/// Cloud Gateway, one after the other on one machine before the same upstream, under the same load.
/// Start reading at [Comparison].
@NullMarked
package io.troop.benchmarks;

import org.jspecify.annotations.NullMarked;
