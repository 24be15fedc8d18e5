/// Kong's own protocol between control plane and data plane, so that an unmodified Kong node can
/// attach: a WebSocket, the whole configuration compressed at each change, and pings that carry the
/// hash of what the node serves. Behaviour from `kong/clustering` of Kong's public source. Start at
/// [io.troop.control.kong.KongNode]; [io.troop.control.kong.Outlet] is its connection.
@NullMarked
package io.troop.control.kong;

import org.jspecify.annotations.NullMarked;
