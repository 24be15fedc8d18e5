/// JSON Web Tokens and Keys (RFC 7515, 7517, 7518, 7519, 8037) on the JDK's cryptography.
///
/// Encrypted tokens (RFC 7516) are unknown here. Nothing decides here whether a key may be used:
/// callers ask [io.troop.jose.Jwk#fits], so that a token can't choose what it is verified with.
@NullMarked
package io.troop.jose;

import org.jspecify.annotations.NullMarked;
