/// `ip-restriction`: lets in or refuses clients by their address.
@NullMarked
package io.troop.plugins.iprestriction;

import org.jspecify.annotations.NullMarked;
