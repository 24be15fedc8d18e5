@NullMarked
package io.troop.control.lua;

import org.jspecify.annotations.NullMarked;
