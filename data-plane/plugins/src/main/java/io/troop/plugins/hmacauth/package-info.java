/// `hmac-auth`: asks for a request signed with a shared secret (the draft "Signing HTTP Messages",
/// as Kong reads it).
@NullMarked
package io.troop.plugins.hmacauth;

import org.jspecify.annotations.NullMarked;
