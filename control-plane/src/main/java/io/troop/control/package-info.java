/// The control plane as a process: how it starts ([ControlPlane]), what can be set
/// ([ControlSettings]), and where it listens.
///
/// Start reading at [ControlPlane]. The way of a change: `admin` takes a call and writes a draft,
/// `store` checks and commits it, `sync` tells the nodes. `database` finds or starts PostgreSQL.
@NullMarked
package io.troop.control;

import org.jspecify.annotations.NullMarked;
