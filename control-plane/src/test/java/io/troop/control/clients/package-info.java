/// Kong's own clients: which requests they make, and each of them replayed.
@NullMarked
package io.troop.control.clients;

import org.jspecify.annotations.NullMarked;
