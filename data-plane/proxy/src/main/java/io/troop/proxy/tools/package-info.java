/// The shared machinery of a node, put together for plugins.
@NullMarked
package io.troop.proxy.tools;

import org.jspecify.annotations.NullMarked;
