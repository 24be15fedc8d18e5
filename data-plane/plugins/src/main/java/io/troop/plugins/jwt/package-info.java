/// `jwt`: asks for a JSON Web Token (RFC 7519) signed with a key of a consumer.
///
/// Tokens are compared to credentials by the claim that names the key; encrypted tokens are
/// refused.
@NullMarked
package io.troop.plugins.jwt;

import org.jspecify.annotations.NullMarked;
