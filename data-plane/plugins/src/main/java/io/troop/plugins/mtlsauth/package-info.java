/// `mtls-auth`: a consumer is known by the certificate its client shows in the TLS handshake.
///
/// By Kong's public documentation and schema.
@NullMarked
package io.troop.plugins.mtlsauth;

import org.jspecify.annotations.NullMarked;
