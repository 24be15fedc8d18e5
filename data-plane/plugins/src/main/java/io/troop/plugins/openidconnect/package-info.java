/// `openid-connect`: lets in whom an OpenID provider knows (OpenID Connect Core and Discovery 1.0,
/// RFC 6749, 6750, 7636, 7662, 7009, 8705, 9126).
///
/// By Kong's public documentation and schema. A request's way is in `Flow`; what it shows is found
/// by `Credentials`, what the provider says of it is a `Holder`, and `Admission` makes a consumer
/// and headers of that. `Unsupported` refuses what is not done yet.
@NullMarked
package io.troop.plugins.openidconnect;

import org.jspecify.annotations.NullMarked;
