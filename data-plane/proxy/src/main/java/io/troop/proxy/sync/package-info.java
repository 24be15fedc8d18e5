/// How a node gets its configuration: [SyncClient] keeps a stream to the control plane,
/// [SyncSession] speaks its protocol, and [HeldConfig] verifies what arrives, hands it to the live
/// configuration and keeps it on disk. Start reading at [HeldConfig].
///
/// Nothing here is on the way of a request.
@NullMarked
package io.troop.proxy.sync;

import org.jspecify.annotations.NullMarked;
