/// The data plane's program: [io.troop.proxy.Node] reads the settings, takes the last configuration
/// from disk, opens the listeners, and only then dials the control plane.
@NullMarked
package io.troop.proxy;

import org.jspecify.annotations.NullMarked;
