/// `correlation-id`: every request carries an id to the upstream, and back when asked for.
///
/// As in Kong. The form `tracker` names the address and the process of this node; connections are
/// counted over all listeners.
@NullMarked
package io.troop.plugins.correlationid;

import org.jspecify.annotations.NullMarked;
