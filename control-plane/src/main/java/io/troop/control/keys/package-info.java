/// How secrets are kept at rest: [io.troop.control.keys.KeyRing] encrypts with keys that lie in the
/// database, wrapped by a [io.troop.control.keys.RootKey] that never does. Knows nothing of what
/// the secrets are: whoever stores some brings a [io.troop.control.keys.Renewal].
@NullMarked
package io.troop.control.keys;

import org.jspecify.annotations.NullMarked;
