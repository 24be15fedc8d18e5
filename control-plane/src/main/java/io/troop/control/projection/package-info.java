/// What an older node is told: a configuration without what its version does not know. Knows
/// schemas and images; whoever sends configuration asks it. Start at
/// [io.troop.control.projection.Projection].
@NullMarked
package io.troop.control.projection;

import org.jspecify.annotations.NullMarked;
