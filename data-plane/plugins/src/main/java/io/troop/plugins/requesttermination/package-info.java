/// `request-termination`: the gateway answers, with a status and a body as configured.
///
/// As in Kong, except that the echo names no worker process.
@NullMarked
package io.troop.plugins.requesttermination;

import org.jspecify.annotations.NullMarked;
