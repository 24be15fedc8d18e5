/// Connections to Redis servers for plugins, over Lettuce.
@NullMarked
package io.troop.proxy.redis;

import org.jspecify.annotations.NullMarked;
