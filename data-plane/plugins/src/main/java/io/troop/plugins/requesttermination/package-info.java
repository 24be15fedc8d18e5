/// `request-termination`: the gateway answers, with a status and a body as configured.
///
/// As in Kong; the worker process that an echo names is the node's.
@NullMarked
package io.troop.plugins.requesttermination;

import org.jspecify.annotations.NullMarked;
