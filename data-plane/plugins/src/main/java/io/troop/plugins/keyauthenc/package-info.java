/// `key-auth-enc`: `key-auth` with keys of its own, whose schema says that they are encrypted.
///
/// By Kong's public documentation and schema. The control plane encrypts the keys of both.
@NullMarked
package io.troop.plugins.keyauthenc;

import org.jspecify.annotations.NullMarked;
