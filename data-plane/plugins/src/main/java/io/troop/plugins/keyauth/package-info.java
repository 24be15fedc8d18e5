/// `key-auth`: a consumer is known by a key in a header, the query or the body.
///
/// As in Kong, except that the upstream's path keeps the order and the spelling of the other query
/// arguments when the key is hidden.
@NullMarked
package io.troop.plugins.keyauth;

import org.jspecify.annotations.NullMarked;
