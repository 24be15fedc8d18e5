package io.troop.control.fleet;

import io.troop.certs.CertifiedKey;
import io.troop.certs.Pem;
import io.troop.control.fleet.ClientCertificates.Registered;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes the key and certificate of a new node and registers the certificate. *Thread-safe.* The
/// key is handed out once and stored nowhere.
public final class Enrolments {

  private final ControlPlaneKeys keys;
  private final ClientCertificates certificates;
  private final ServerIdentity identity;
  private final CertificateSettings settings;

  public Enrolments(
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      ServerIdentity identity,
      CertificateSettings settings) {
    this.settings = settings;
    this.keys = keys;
    this.certificates = certificates;
    this.identity = identity;
  }

  /// What a new node needs.
  ///
  /// @param privateKey PEM text, a secret; null when the node's owner made the key
  /// @param trustAnchors PEM text of what the node must trust to believe the control plane
  public record Enrolment(Registered registered, @Nullable String privateKey, String trustAnchors) {

    /// Without the key.
    @Override
    public String toString() {
      return "enrolment " + registered.id();
    }
  }

  /// Enrols a node with a certificate that its owner made.
  ///
  /// @throws io.troop.certs.TrustException when the text is not one certificate
  /// @throws ClientCertificates.AlreadyRegistered when it is registered
  public Enrolment register(UUID controlPlane, String name, String pem) {
    return new Enrolment(
        certificates.register(controlPlane, pem, name), null, identity.trustAnchors());
  }

  /// Enrols a node whose certificate lives as long as those of others.
  public Enrolment enrol(UUID controlPlane, String name) {
    return enrol(controlPlane, name, false);
  }

  /// Enrols a node.
  ///
  /// @param name the certificate's common name and the registration's title
  /// @param longLived whether the certificate is to live long even if others are renewed
  public Enrolment enrol(UUID controlPlane, String name, boolean longLived) {
    CertifiedKey node =
        keys.of(controlPlane).authority().issueNode(name, settings.first(longLived));
    Registered registered =
        certificates.register(controlPlane, Pem.write(List.of(node.leaf())), name);
    return new Enrolment(registered, Pem.write(node.key()), identity.trustAnchors());
  }
}
