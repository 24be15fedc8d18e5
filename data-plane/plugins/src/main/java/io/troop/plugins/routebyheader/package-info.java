/// `route-by-header`: picks the upstream by headers of the request.
@NullMarked
package io.troop.plugins.routebyheader;

import org.jspecify.annotations.NullMarked;
