/// `rate-limiting`: so many requests per second, minute, hour, day, month and year.
///
/// As in Kong, except that looking at all windows and counting is one step: the limit is never
/// exceeded, neither by requests at the same time nor, with Redis, by several nodes, and refused
/// requests never count.
@NullMarked
package io.troop.plugins.ratelimiting;

import org.jspecify.annotations.NullMarked;
