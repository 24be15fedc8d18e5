/// Whether a certificate was revoked: what to ask a responder ([Ocsp]) or to read in a list
/// ([RevocationList]), and what the answer means. Who asks, over which connection, is not known
/// here: control planes ask about nodes, nodes about clients.
@NullMarked
package io.troop.certs.revocation;

import org.jspecify.annotations.NullMarked;
