/// Shared machinery that the gateway lends to plugins: calls to other HTTP servers, queues that
/// deliver in batches, Redis, and what `/metrics` shows.
///
/// Start reading at [io.troop.plugin.tools.Tools]. Only interfaces and values; the node implements
/// them.
@NullMarked
package io.troop.plugin.tools;

import org.jspecify.annotations.NullMarked;
