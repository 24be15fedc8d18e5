/// Clients who are known by a key in their requests: shared by `key-auth` and `key-auth-enc`. Start
/// with [ApiKeyConfig].
@NullMarked
package io.troop.apikey;

import org.jspecify.annotations.NullMarked;
