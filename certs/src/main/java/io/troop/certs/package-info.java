/// The trust between the planes: the certificate authority of a control plane ([Authority]), who
/// may join ([NodeTrust]), the seal over revisions ([SealKey], [SealCertificate]), secrets at rest
/// ([MasterKey]) and rotation ([Rotation] decides when, [Rotator] does it). Bouncy Castle stays
/// inside: no type of it appears in a public signature. Nothing here logs or opens a socket.
@NullMarked
package io.troop.certs;

import org.jspecify.annotations.NullMarked;
