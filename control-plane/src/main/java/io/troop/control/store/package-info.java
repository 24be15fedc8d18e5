/// Configuration as commits: entities, their keys and references, revisions and the changes that
/// lead from one to the next, one line of them per control plane.
///
/// Knows entities only as documents and by their specs; nothing of HTTP.
@NullMarked
package io.troop.control.store;

import org.jspecify.annotations.NullMarked;
