/// The access log: one line per exchange.
@NullMarked
package io.troop.proxy.log;

import org.jspecify.annotations.NullMarked;
