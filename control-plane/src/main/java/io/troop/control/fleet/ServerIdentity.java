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
  private final Supplier<List<X509Certificate>> believed;
  private final InstantSource clock;
  private @Nullable Rotator<CertifiedKey> rotator;
  private @Nullable X509Certificate rotatesBy;

  /// @param authority issues the server's certificate; asked for at first use
  /// @param believed that authority, the one prepared and the one before, as far as there are any
  public ServerIdentity(
      ClusterSettings settings,
      Supplier<Authority> authority,
      Supplier<List<X509Certificate>> believed,
      InstantSource clock) {
    this.settings = settings;
    this.authority = authority;
    this.believed = believed;
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
    X509Certificate issuer = authority.get().certificate();
    if (rotator == null || !issuer.equals(rotatesBy)) {
      rotatesBy = issuer;
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
      return Pem.write(believed.get());
    }
    List<X509Certificate> anchors =
        settings.authorities().isEmpty()
            ? List.of(given.chain().getLast())
            : settings.authorities();
    return Pem.write(anchors);
  }
}
