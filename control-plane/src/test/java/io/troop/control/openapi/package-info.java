@NullMarked
package io.troop.control.openapi;

import org.jspecify.annotations.NullMarked;
