/// Connections to upstreams. Every event loop has its own [io.troop.proxy.relay.UpstreamPools], so
/// that an exchange never changes threads, and a connection carries one exchange at a time.
///
/// Knows bytes and channels, nothing of routes, plugins or Kong's answers. Start reading at
/// [io.troop.proxy.relay.UpstreamConnection].
@NullMarked
package io.troop.proxy.relay;

import org.jspecify.annotations.NullMarked;
