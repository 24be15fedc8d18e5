/// What the plugins that limit rates share: windows of time, and the counters of a node and of
/// Redis.
///
/// Start reading at [io.troop.ratelimit.LocalCounters]. Knows no plugin.
@NullMarked
package io.troop.ratelimit;

import org.jspecify.annotations.NullMarked;
