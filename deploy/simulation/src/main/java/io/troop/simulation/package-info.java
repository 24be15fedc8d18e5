/// A fleet that is not there: many nodes in one process that speak the real protocol with
/// certificates of their own, against a control plane that is real. `./troop simulate` starts it;
/// read [io.troop.simulation.Simulate] first.
@NullMarked
package io.troop.simulation;

import org.jspecify.annotations.NullMarked;
