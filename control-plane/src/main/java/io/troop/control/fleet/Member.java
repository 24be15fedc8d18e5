package io.troop.control.fleet;

import io.troop.certs.Fingerprint;
import java.time.Instant;
import java.util.UUID;

/// A node that may join, as its connection proved. *Immutable.*
///
/// @param controlPlane the control plane its certificate belongs to
/// @param certificate the certificate it presented
/// @param expires when that certificate ends
/// @param address where it connects from, without the port
public record Member(UUID controlPlane, Fingerprint certificate, Instant expires, String address) {}
