package io.troop.control.fleet;

import io.troop.certs.Authority;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.certs.Rotation;
import io.troop.certs.Rotator;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The certificate this control plane shows to nodes: the operator's, or one of our own authority
/// that is renewed while the process runs. *Thread-safe.*
public final class ServerIdentity {

  private final ClusterSettings settings;
  private final Supplier<Authority> authority;
  private final InstantSource clock;
  private @Nullable Rotator<CertifiedKey> rotator;

  /// @param authority asked for at first use
  public ServerIdentity(
      ClusterSettings settings, Supplier<Authority> authority, InstantSource clock) {
    this.settings = settings;
    this.authority = authority;
    this.clock = clock;
  }

  /// The key to show now.
  public CertifiedKey current() {
    CertifiedKey given = settings.own();
    if (given != null) {
      return given;
    }
    Rotator<CertifiedKey> rotating = rotator();
    // Cheap: it compares two times.
    rotating.tick();
    return rotating.current();
  }

  private synchronized Rotator<CertifiedKey> rotator() {
    if (rotator == null) {
      rotator =
          new Rotator<>(
              Rotation.STANDARD,
              now -> {
                CertifiedKey key = authority.get().issueServer(settings.serverNames());
                return new Rotation.Slot<>(key, now, key.leaf().getNotAfter().toInstant());
              },
              clock);
    }
    return rotator;
  }

  /// What a node must trust to believe this control plane, as PEM text.
  public String trustAnchors() {
    CertifiedKey given = settings.own();
    if (given == null) {
      return Pem.write(List.of(authority.get().certificate()));
    }
    List<X509Certificate> anchors =
        settings.authorities().isEmpty()
            ? List.of(given.chain().getLast())
            : settings.authorities();
    return Pem.write(anchors);
  }
}
