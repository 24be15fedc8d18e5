/// Which address a request goes to: targets of an upstream by its algorithm and their health, or
/// the addresses of a plain host name.
///
/// Start at [io.troop.proxy.balance.TargetPicker]. Health outlives a configuration swap.
@NullMarked
package io.troop.proxy.balance;

import org.jspecify.annotations.NullMarked;
