/// Calls that plugins make to HTTP servers of their own, over Reactor Netty.
@NullMarked
package io.troop.proxy.callout;

import org.jspecify.annotations.NullMarked;
