/// Which route takes a request. [io.troop.proxy.route.Router] answers in a time that does not grow
/// with the number of routes, and gives the answer Kong's `traditional_compatible` router gives.
///
/// Knows routes and services only: nothing of channels, plugins or balancing.
@NullMarked
package io.troop.proxy.route;

import org.jspecify.annotations.NullMarked;
