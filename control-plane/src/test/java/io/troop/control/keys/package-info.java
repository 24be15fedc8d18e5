@NullMarked
package io.troop.control.keys;

import org.jspecify.annotations.NullMarked;
