/// `statsd`: sends metrics of exchanges to a StatsD server.
///
/// Differs from Kong in that `shdict_usage` measures nothing, because there are no such
/// dictionaries.
@NullMarked
package io.troop.plugins.statsd;

import org.jspecify.annotations.NullMarked;
