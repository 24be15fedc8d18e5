@NullMarked
package io.troop.control.konnect;

import org.jspecify.annotations.NullMarked;
