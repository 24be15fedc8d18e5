/// Queues that deliver entries in batches, off the event loops.
///
/// Start reading at [io.troop.proxy.queue.DeliveryQueue]; [io.troop.proxy.queue.DeliveryQueues]
/// makes them and drains them when the node stops.
@NullMarked
package io.troop.proxy.queue;

import org.jspecify.annotations.NullMarked;
