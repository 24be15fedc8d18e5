/// `header-cert-auth`: a consumer is known by the certificate its client showed to whoever ended
/// TLS in front of the gateway, and who hands it on in a header.
///
/// By Kong's public documentation and schema.
@NullMarked
package io.troop.plugins.headercertauth;

import org.jspecify.annotations.NullMarked;
