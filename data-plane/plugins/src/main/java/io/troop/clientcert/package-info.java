/// What clients' certificates say, whether they are trusted, and whether they were revoked: shared
/// by the plugins that know clients by certificates. Start with [CertificateLogin].
@NullMarked
package io.troop.clientcert;

import org.jspecify.annotations.NullMarked;
