/// Calls of the Admin API that nodes answer: plugins declare them, the control plane hands them to
/// every node that is connected, to whichever process.
///
/// Start reading at [io.troop.control.order.OrderEndpoints].
@NullMarked
package io.troop.control.order;

import org.jspecify.annotations.NullMarked;
