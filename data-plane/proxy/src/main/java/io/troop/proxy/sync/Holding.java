package io.troop.proxy.sync;

import io.troop.certs.SealCertificate;
import io.troop.state.Image;
import io.troop.state.Sealed;

/// What a node holds: an image, the revision it is, and the seal that vouches for it. *Immutable.*
record Holding(SealCertificate seal, Sealed sealed, Image image) {}
