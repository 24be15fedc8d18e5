/// The fleet of nodes: who may join (client certificates), who is there and what it runs
/// ([NodeRegistry]), and the keys each control plane vouches with.
@NullMarked
package io.troop.control.fleet;

import org.jspecify.annotations.NullMarked;
