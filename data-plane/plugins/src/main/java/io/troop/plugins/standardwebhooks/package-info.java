/// `standard-webhooks`: lets requests pass that carry a valid signature as Standard Webhooks has
/// it.
///
/// Differs from Kong in that any of several signatures may be right, a timestamp from the future
/// counts as wrong beyond the tolerance, too, and a secret may have its prefix `whsec_`.
@NullMarked
package io.troop.plugins.standardwebhooks;

import org.jspecify.annotations.NullMarked;
