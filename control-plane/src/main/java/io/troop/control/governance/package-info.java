/// Governance: who may do what ([io.troop.control.governance.access]), what was done
/// ([io.troop.control.governance.audit]), and who else is told of it
/// ([io.troop.control.governance.export]).
@NullMarked
package io.troop.control.governance;

import org.jspecify.annotations.NullMarked;
