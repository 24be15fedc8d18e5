/// The language of route expressions (`router_flavor = expressions`): text to
/// [io.troop.plugin.expression.Expression], and whether it makes sense for a protocol.
///
/// The control plane checks with it, the data plane compiles from it. Grammar and messages are
/// Kong's (`Kong/atc-router`).
@NullMarked
package io.troop.plugin.expression;

import org.jspecify.annotations.NullMarked;
