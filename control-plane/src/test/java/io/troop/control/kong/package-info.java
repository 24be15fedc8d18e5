/// Kong's own protocol, tried with what Kong's nodes write to the connection.
@NullMarked
package io.troop.control.kong;

import org.jspecify.annotations.NullMarked;
