/// `rate-limiting-advanced`: limits over windows of any length, fixed or sliding.
///
/// After Kong's public documentation. With Redis each request asks it, whatever `sync_rate` says
/// (but -1); while Redis is away, nodes count for themselves. Redis clusters and sentinels, and
/// limits by consumer groups, are refused.
@NullMarked
package io.troop.plugins.ratelimitingadvanced;

import org.jspecify.annotations.NullMarked;
