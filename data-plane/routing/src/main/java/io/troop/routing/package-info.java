/// Which route takes a request. [io.troop.routing.Router] answers in a time that does not grow with
/// the number of routes, and gives the answer Kong's `traditional_compatible` router gives.
///
/// Knows routes and services only: nothing of channels, plugins or balancing. The node asks for
/// every request; the control plane asks to explain one, see [io.troop.routing.Reasons].
@NullMarked
package io.troop.routing;

import org.jspecify.annotations.NullMarked;
