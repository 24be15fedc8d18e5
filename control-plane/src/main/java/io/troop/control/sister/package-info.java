/// The other processes of this control plane, those on the same database:
/// [io.troop.control.sister.Sisters] puts a question to all of them. Knows nothing of what is
/// asked.
@NullMarked
package io.troop.control.sister;

import org.jspecify.annotations.NullMarked;
