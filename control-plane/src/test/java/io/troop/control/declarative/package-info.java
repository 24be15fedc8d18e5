@NullMarked
package io.troop.control.declarative;

import org.jspecify.annotations.NullMarked;
