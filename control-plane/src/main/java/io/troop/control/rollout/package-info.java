/// Changes that go to the fleet in waves: [Plan] says which nodes come when and what stops it,
/// [Rollouts] tells every node's stream which state it is to serve, and [RolloutKeeper] goes from
/// wave to wave, or back. Start reading at [RolloutKeeper].
@NullMarked
package io.troop.control.rollout;

import org.jspecify.annotations.NullMarked;
