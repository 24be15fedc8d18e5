/// What log plugins write of an exchange, in the shape Kong's log plugins made known.
@NullMarked
package io.troop.plugin.log;

import org.jspecify.annotations.NullMarked;
