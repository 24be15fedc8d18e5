package io.troop.control.fleet;

import io.troop.certs.Authority;
import io.troop.control.fleet.ControlPlaneKeys.Keys;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The rotation of a control plane's authority, step by step: prepare → activate → retire.
/// *Thread-safe.* A step that would leave a node behind is refused unless it is forced.
final class AuthorityRotation {

  private static final Logger LOG = LoggerFactory.getLogger(AuthorityRotation.class);

  /// A step that can't be taken now.
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Dependent> dependents;

    Refused(String message, List<Dependent> dependents) {
      super(message, null, false, false);
      this.dependents = dependents;
    }

    List<Dependent> dependents() {
      return dependents;
    }
  }

  /// A node that would be left behind.
  ///
  /// @param why such as `its certificate is of the authority before`
  record Dependent(NodeView node, String why) {}

  private final ControlPlaneKeys keys;
  private final ClientCertificates certificates;
  private final NodeCertificates nodeCertificates;
  private final Fleet fleet;
  private final Supplier<UUID> first;

  AuthorityRotation(
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      NodeCertificates nodeCertificates,
      Fleet fleet,
      Supplier<UUID> first) {
    this.keys = keys;
    this.certificates = certificates;
    this.nodeCertificates = nodeCertificates;
    this.fleet = fleet;
    this.first = first;
  }

  Keys keys(UUID controlPlane) {
    keys.refresh();
    return keys.of(controlPlane);
  }

  void prepare(UUID controlPlane) {
    Keys now = keys(controlPlane);
    if (now.next() != null) {
      throw new Refused("an authority is prepared already (expected: activate, or cancel)", none());
    }
    if (now.last() != null) {
      throw new Refused(
          "the authority before is still believed (expected: retire it first)", none());
    }
    keys.prepare(controlPlane);
    LOG.info("control plane {}: the next authority is prepared", controlPlane);
  }

  void cancel(UUID controlPlane) {
    if (keys(controlPlane).next() == null) {
      throw new Refused("no authority is prepared (expected: prepare before)", none());
    }
    keys.cancel(controlPlane);
    LOG.info("control plane {}: the next authority was given up", controlPlane);
  }

  void activate(UUID controlPlane, boolean force) {
    if (keys(controlPlane).next() == null) {
      throw new Refused("no authority is prepared (expected: prepare before)", none());
    }
    List<Dependent> unaware = new ArrayList<>();
    for (UUID id : concerned(controlPlane)) {
      unaware.addAll(unaware(id));
    }
    check("activate", unaware, force);
    keys.activate(controlPlane);
    LOG.info("control plane {}: the next authority issues from now on", controlPlane);
  }

  void retire(UUID controlPlane, boolean force) {
    if (keys(controlPlane).last() == null) {
      throw new Refused("there is no authority to retire (expected: activate before)", none());
    }
    check("retire", dependents(controlPlane), force);
    keys.retire(controlPlane);
    certificates.refresh();
    LOG.info("control plane {}: the authority before is retired", controlPlane);
  }

  private static void check(String step, List<Dependent> dependents, boolean force) {
    if (!dependents.isEmpty() && !force) {
      throw new Refused(
          step
              + ": "
              + dependents.size()
              + " nodes would be left behind (expected: none; wait, enrol them again, or forget"
              + " those that are gone; {\"force\": true} leaves them behind)",
          dependents);
    }
    if (!dependents.isEmpty()) {
      LOG.warn("{} was forced and leaves {} nodes behind", step, dependents.size());
    }
  }

  /// The nodes that the next step would leave behind.
  List<Dependent> dependents(UUID controlPlane) {
    List<Dependent> all = new ArrayList<>();
    X509Certificate last = keys.of(controlPlane).last();
    for (UUID id : concerned(controlPlane)) {
      all.addAll(unaware(id));
    }
    if (last == null) {
      return all;
    }
    for (NodeView node : fleet.nodes(controlPlane)) {
      X509Certificate shown = certificates.certificate(node.member().certificate());
      if (shown != null && Authority.hasIssued(last, shown)) {
        all.add(new Dependent(node, "its certificate is of the authority before"));
      }
    }
    return all;
  }

  /// Enrolments with a certificate of the authority before that no node ever renewed or shows.
  List<ClientCertificates.Registered> unused(UUID controlPlane) {
    X509Certificate last = keys.of(controlPlane).last();
    if (last == null) {
      return List.of();
    }
    Set<UUID> renewed = certificates.renewedEnrolments(controlPlane);
    List<NodeView> nodes = fleet.nodes(controlPlane);
    return certificates.list(controlPlane).stream()
        .filter(entry -> !renewed.contains(entry.id()))
        .filter(entry ->
            nodes.stream()
                .noneMatch(node -> node.member().certificate().equals(entry.fingerprint())))
        .filter(entry -> {
          X509Certificate certificate = certificates.certificate(entry.fingerprint());
          return certificate != null && Authority.hasIssued(last, certificate);
        })
        .toList();
  }

  /// Nodes that do not go by the newest word on authorities: they would not believe what is not in
  /// an older one.
  private List<Dependent> unaware(UUID controlPlane) {
    long number = nodeCertificates.bundle(controlPlane).number();
    List<Dependent> nodes = new ArrayList<>();
    for (NodeView node : fleet.nodes(controlPlane)) {
      if (node.extras().trustNumber() < number) {
        nodes.add(new Dependent(node, "it was not told what to believe yet"));
      }
    }
    return nodes;
  }

  /// The authority of the first control plane certifies the server for all of them.
  private Set<UUID> concerned(UUID controlPlane) {
    return controlPlane.equals(first.get()) ? keys.all() : Set.of(controlPlane);
  }

  private static List<Dependent> none() {
    return List.of();
  }

  /// The certificate of the authority that is prepared; null for none.
  static @Nullable X509Certificate next(Keys keys) {
    Authority next = keys.next();
    return next == null ? null : next.certificate();
  }
}
