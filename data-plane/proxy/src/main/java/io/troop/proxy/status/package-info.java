/// What operators ask a node: whether it is ready, what it serves, and its metrics. Served on
/// addresses of its own, away from traffic.
@NullMarked
package io.troop.proxy.status;

import org.jspecify.annotations.NullMarked;
