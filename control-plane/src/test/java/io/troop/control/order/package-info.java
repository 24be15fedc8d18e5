@NullMarked
package io.troop.control.order;

import org.jspecify.annotations.NullMarked;
