/// `upstream-timeout`: replaces the timeouts of the service.
@NullMarked
package io.troop.plugins.upstreamtimeout;

import org.jspecify.annotations.NullMarked;
