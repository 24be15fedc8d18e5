/// The keys of secrets at rest, over REST: what there is, and a new one.
@NullMarked
package io.troop.control.governance.encryption;

import org.jspecify.annotations.NullMarked;
