package io.troop.control.fleet;

import io.troop.control.fleet.NodeView.Held;
import io.troop.control.fleet.NodeView.Quarantined;
import io.troop.control.projection.NodeVersion;
import io.troop.control.projection.Projection;
import io.troop.control.projection.Projections;
import io.troop.control.projection.Removed;
import io.troop.control.store.Draft.Step;
import io.troop.control.store.EntityNames;
import io.troop.control.store.Heads;
import io.troop.control.store.Heads.Head;
import io.troop.control.store.History;
import io.troop.control.store.Revision;
import io.troop.state.Entity;
import io.troop.state.Sealed;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Every node beside what it is to serve, as documents. *Thread-safe.*
final class FleetDocuments {

  private static final int MOST_DRIFTED = 1000;

  private final Heads heads;
  private final History history;
  private final Compatibility compatibility;
  private final DesiredRevisions desired;
  private final Projections projections;
  private final CertificateWatch watch;
  private final InstantSource clock;

  FleetDocuments(
      Heads heads,
      History history,
      Compatibility compatibility,
      DesiredRevisions desired,
      Projections projections,
      CertificateWatch watch,
      InstantSource clock) {
    this.projections = projections;
    this.watch = watch;
    this.heads = heads;
    this.history = history;
    this.compatibility = compatibility;
    this.desired = desired;
    this.clock = clock;
  }

  /// One look at the fleet of a control plane: what is read more than once is read once.
  final class Look {
    private final UUID controlPlane;
    private final Head head;
    private final Instant now = clock.instant();
    private final Map<Long, Optional<Revision>> revisions = new HashMap<>();

    Look(UUID controlPlane) {
      this.controlPlane = controlPlane;
      this.head = heads.head(controlPlane);
    }

    private Optional<Revision> revision(long number) {
      return revisions.computeIfAbsent(number, n -> history.revision(controlPlane, n));
    }

    private Head wanted(NodeView node) {
      Head whole = desired.of(controlPlane, node.id(), node.labels()).orElse(head);
      // Kong's nodes say what they serve by the hash of all of it.
      return isKong(node) ? whole : projections.of(node.version(), whole);
    }

    private static boolean isKong(NodeView node) {
      return node.extras().kind().equals(NodeView.KONG);
    }

    private List<Map<String, @Nullable Object>> removedFields(NodeView node) {
      Projection projection =
          isKong(node)
              ? NodeVersion.find(node.version()).map(projections::of).orElse(Projection.WHOLE)
              : projections.ofOurs(node.version());
      Head whole = desired.of(controlPlane, node.id(), node.labels()).orElse(head);
      List<Map<String, @Nullable Object>> documents = new ArrayList<>();
      for (Removed removed : projections.removed(projection, whole)) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("entity", removed.kind());
        document.put("plugin", removed.plugin());
        document.put("field", removed.field());
        document.put("since", removed.since().toString());
        document.put("entities", removed.entities());
        document.put("examples", removed.examples().stream().map(UUID::toString).toList());
        documents.add(document);
      }
      return documents;
    }

    Map<String, @Nullable Object> desiredByAll() {
      Map<String, @Nullable Object> document = sealed(head.sealed());
      document.put("config_hash", head.sealed().root().configHash());
      document.put(
          "committed_at",
          revision(head.sealed().revision()).map(r -> seconds(r.createdAt())).orElse(null));
      return document;
    }

    /// What is worst about a node.
    NodeState state(NodeView node) {
      Held held = node.held();
      Sealed wanted = wanted(node).sealed();
      if (!node.connected() && !isTurnedAway(node)) {
        return NodeState.LOST;
      }
      if (compatibility.status(node).endsWith("_incompatible")) {
        return NodeState.INCOMPATIBLE;
      }
      if (node.rejection() != null) {
        return NodeState.REJECTING;
      }
      if (held == null) {
        return NodeState.NEW;
      }
      boolean same = held.revision() == wanted.revision() && held.root().equals(wanted.root());
      if (node.extras().pinnedRevision() != null) {
        return NodeState.PINNED;
      }
      if (!same) {
        return NodeState.BEHIND;
      }
      if (!node.quarantined().isEmpty()) {
        return NodeState.QUARANTINED;
      }
      return node.extras().problems().isEmpty() ? NodeState.IN_SYNC : NodeState.TROUBLED;
    }

    /// A node of a version that can't be served is sent away and comes back every few seconds.
    private boolean isTurnedAway(NodeView node) {
      return compatibility.versionProblem(node.version()) != null
          && node.lastSeen().isAfter(now.minus(Fleet.SILENCE));
    }

    boolean isExpiring(NodeView node) {
      return watch.isExpiring(node);
    }

    Map<String, @Nullable Object> node(NodeView node) {
      Sealed wanted = wanted(node).sealed();
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("id", node.id().toString());
      document.put("hostname", node.hostname());
      document.put("ip", node.member().address());
      document.put("version", node.version());
      document.put("kind", node.extras().kind());
      document.put("labels", node.labels());
      document.put("state", state(node).text());
      document.put("connected", node.connected());
      document.put("last_seen", node.lastSeen().getEpochSecond());
      document.put("connected_at", node.connectedAt().getEpochSecond());
      document.put("created_at", node.createdAt().getEpochSecond());
      document.put("desired", sealed(wanted));
      document.put("applied", applied(node));
      document.put("drift", drift(node, wanted));
      document.put("quarantined", quarantined(node));
      document.put("rejection", node.rejection());
      document.put("problems", node.extras().problems());
      document.put("certificate", certificate(node));
      document.put("compatibility", compatibility(node));
      document.put("removed_fields", removedFields(node));
      document.put("last_transfer", node.lastTransfer());
      document.put("snapshots", node.snapshots());
      document.put("pinned_revision", node.extras().pinnedRevision());
      document.put("draining", node.extras().draining());
      document.put("rollout", desired.place(controlPlane, node.id(), node.labels()).orElse(null));
      Vitals vitals = node.extras().vitals();
      document.put("vitals", vitals == null ? null : vitals.document());
      return document;
    }

    /// What other interfaces show of a node beside the members they are known for.
    Map<String, @Nullable Object> facts(NodeView node) {
      Map<String, @Nullable Object> applied = applied(node);
      Held held = node.held();
      Map<String, @Nullable Object> facts = new LinkedHashMap<>();
      facts.put("state", state(node).text());
      facts.put("connected", node.connected());
      facts.put("revision", held == null ? null : held.revision());
      facts.put("root", held == null ? null : held.root().toString());
      facts.put("applied_at", held == null ? null : held.at().getEpochSecond());
      facts.put("apply_micros", applied == null ? null : applied.get("apply_micros"));
      facts.put(
          "commit_to_live_millis", applied == null ? null : applied.get("commit_to_live_millis"));
      facts.put("quarantined", quarantined(node));
      facts.put("rejection", node.rejection());
      facts.put("problems", node.extras().problems());
      facts.put("removed_fields", removedFields(node));
      facts.put("last_transfer", node.lastTransfer());
      facts.put("snapshots", node.snapshots());
      return facts;
    }

    /// [#node] with the entities that it serves otherwise than it is to.
    Map<String, @Nullable Object> nodeWithEntities(NodeView node) {
      Map<String, @Nullable Object> document = node(node);
      Map<String, @Nullable Object> drift = drift(node, wanted(node).sealed());
      drift.put("entities", differences(node));
      document.put("drift", drift);
      return document;
    }

    private @Nullable List<Map<String, @Nullable Object>> differences(NodeView node) {
      Held held = node.held();
      long from = held == null ? 0 : held.revision();
      return history
          .diff(controlPlane, from, wanted(node).sealed().revision())
          .map(steps -> steps.stream().limit(MOST_DRIFTED).map(this::difference).toList())
          .orElse(null);
    }

    private Map<String, @Nullable Object> difference(Step step) {
      Entity after = step.after();
      Entity before = step.before();
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("entity", step.key().kind());
      document.put("id", step.key().id().toString());
      document.put("name", EntityNames.of(step.entity()));
      document.put("is", before == null ? "missing" : after == null ? "extra" : "different");
      return document;
    }

    private @Nullable Map<String, @Nullable Object> applied(NodeView node) {
      Held held = node.held();
      if (held == null) {
        return null;
      }
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("revision", held.revision());
      document.put("root", held.root().toString());
      document.put("at", seconds(held.at()));
      document.put("apply_micros", held.took().toNanos() / 1000);
      // Only who was there at the commit says how long a commit takes.
      document.put(
          "commit_to_live_millis",
          revision(held.revision())
              .map(Revision::createdAt)
              .filter(at -> !at.isBefore(node.connectedAt()) && !at.isAfter(held.at()))
              .map(at -> Duration.between(at, held.at()).toMillis())
              .orElse(null));
      return document;
    }

    private List<Map<String, @Nullable Object>> quarantined(NodeView node) {
      List<Map<String, @Nullable Object>> entities = new ArrayList<>();
      for (Quarantined entity : node.quarantined()) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("entity", entity.key().kind());
        document.put("id", entity.key().id().toString());
        document.put("name", EntityNames.of(head.image(), entity.key().kind(), entity.key().id()));
        document.put("reason", entity.reason());
        document.put("serves_last_good", entity.servesLastGood());
        entities.add(document);
      }
      return entities;
    }

    private Map<String, @Nullable Object> certificate(NodeView node) {
      Instant expires = node.member().expires();
      Map<String, @Nullable Object> document = new LinkedHashMap<>();
      document.put("fingerprint", node.member().certificate().hex());
      document.put("expires_at", expires.getEpochSecond());
      document.put("days_left", Duration.between(now, expires).toDays());
      document.put(
          "state", expires.isBefore(now) ? "expired" : isExpiring(node) ? "expiring" : "ok");
      document.put("trust_number", node.extras().trustNumber());
      return document;
    }

    private Map<String, Object> compatibility(NodeView node) {
      List<Map<String, Object>> issues = new ArrayList<>();
      for (Compatibility.Issue issue : compatibility.issues(node)) {
        issues.add(
            Map.of(
                "code", issue.code(),
                "description", issue.description(),
                "resolution", issue.resolution()));
      }
      return Map.of("sync_status", compatibility.status(node), "issues", issues);
    }
  }

  private static Map<String, @Nullable Object> drift(NodeView node, Sealed wanted) {
    Held held = node.held();
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("revisions", held == null ? null : wanted.revision() - held.revision());
    document.put("root_differs", held == null || !held.root().equals(wanted.root()));
    return document;
  }

  private static Map<String, @Nullable Object> sealed(Sealed sealed) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("revision", sealed.revision());
    document.put("root", sealed.root().toString());
    return document;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}
