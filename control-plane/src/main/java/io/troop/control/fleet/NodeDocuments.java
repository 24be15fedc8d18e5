package io.troop.control.fleet;

import io.troop.control.fleet.ClientCertificates.Registered;
import io.troop.control.fleet.NodeView.Held;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The fleet as documents: once in the shape of Kong's Admin API, once in that of Konnect.
/// *Thread-safe.*
final class NodeDocuments {

  private static final String NO_HASH = "0".repeat(32);

  private final FleetDocuments fleets;
  private final Compatibility compatibility;
  private final InstantSource clock;
  private final Duration purgeDelay;

  NodeDocuments(
      FleetDocuments fleets,
      Compatibility compatibility,
      InstantSource clock,
      Duration purgeDelay) {
    this.fleets = fleets;
    this.compatibility = compatibility;
    this.clock = clock;
    this.purgeDelay = purgeDelay;
  }

  private static String hash(NodeView node) {
    Held held = node.held();
    return held == null ? NO_HASH : held.root().configHash();
  }

  /// One look at the fleet of a control plane.
  FleetDocuments.Look look(UUID controlPlane) {
    return fleets.new Look(controlPlane);
  }

  /// As `/clustering/data-planes` shows it, with what Kong does not know after Kong's own members.
  Map<String, @Nullable Object> kong(FleetDocuments.Look look, NodeView node) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", node.id().toString());
    document.put("ip", node.member().address());
    document.put("hostname", node.hostname());
    document.put("version", node.version());
    document.put("last_seen", node.lastSeen().getEpochSecond());
    document.put("config_hash", hash(node));
    document.put("sync_status", compatibility.status(node));
    document.put("labels", node.labels());
    document.put(
        "cert_details", Map.of("expiry_timestamp", node.member().expires().getEpochSecond()));
    document.put("rpc_capabilities", List.of());
    document.put("updated_at", node.lastSeen().getEpochSecond());
    Duration left = Duration.between(clock.instant(), node.lastSeen().plus(purgeDelay));
    document.put("ttl", Math.max(0, left.toSeconds()));
    document.putAll(look.facts(node));
    return document;
  }

  /// As `/clustering/status` shows it.
  Map<String, Object> status(NodeView node) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("config_hash", hash(node));
    document.put("hostname", node.hostname());
    document.put("ip", node.member().address());
    document.put("last_seen", node.lastSeen().getEpochSecond());
    return document;
  }

  /// As Konnect's `/nodes` shows it, with what Konnect does not know after its own members.
  Map<String, @Nullable Object> konnect(FleetDocuments.Look look, NodeView node) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", node.id().toString());
    document.put("version", node.version());
    document.put("hostname", node.hostname());
    document.put("last_ping", node.lastSeen().getEpochSecond());
    document.put("type", "kong-proxy");
    document.put("config_hash", hash(node));
    document.put("created_at", node.createdAt().getEpochSecond());
    document.put("updated_at", node.lastSeen().getEpochSecond());
    document.put("data_plane_cert_id", "");
    document.put("compatibility_status", compatibility(node));
    document.put("labels", node.labels());
    document.put("certificate_expires_at", node.member().expires().getEpochSecond());
    document.putAll(look.facts(node));
    return document;
  }

  private Map<String, Object> compatibility(NodeView node) {
    List<Map<String, Object>> issues = new ArrayList<>();
    for (Compatibility.Issue issue : compatibility.issues(node)) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("code", issue.code());
      document.put("severity", "error");
      document.put("description", issue.description());
      document.put("resolution", issue.resolution());
      document.put(
          "affected_resources",
          issue.entities().stream()
              .map(entity -> entity.split("/", 2))
              .map(parts -> Map.of("type", parts[0], "id", parts[1]))
              .toList());
      issues.add(document);
    }
    String state =
        !issues.isEmpty()
            ? "COMPATIBILITY_STATE_INCOMPATIBLE"
            : node.held() == null
                ? "COMPATIBILITY_STATE_UNKNOWN"
                : "COMPATIBILITY_STATE_FULLY_COMPATIBLE";
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("state", state);
    if (!issues.isEmpty()) {
      document.put("issues", issues);
    }
    return document;
  }

  /// As Konnect's `/dp-client-certificates` shows it.
  static Map<String, Object> certificate(Registered entry) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", entry.id().toString());
    document.put("cert", entry.cert());
    if (entry.title() != null) {
      document.put("title", entry.title());
    }
    document.put("created_at", seconds(entry.createdAt()));
    document.put("updated_at", seconds(entry.updatedAt()));
    return document;
  }

  private static long seconds(Instant time) {
    return time.getEpochSecond();
  }
}
