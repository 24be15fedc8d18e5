/// The page of metrics that a node's status listener serves.
@NullMarked
package io.troop.proxy.metrics;

import org.jspecify.annotations.NullMarked;
