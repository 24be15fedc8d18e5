/// Tells nodes the configuration: a gRPC server whose every stream is a [NodeStream], fed by the
/// [Feed] of its control plane. Start reading at [NodeStream].
///
/// What is sent is decided by revisions and roots alone, and serialised once for all nodes that
/// take the same step. Knows the store's heads and the fleet's trust and registry; nothing of HTTP.
@NullMarked
package io.troop.control.sync;

import org.jspecify.annotations.NullMarked;
