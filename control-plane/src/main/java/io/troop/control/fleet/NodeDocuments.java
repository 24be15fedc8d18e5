package io.troop.control.fleet;

import io.troop.control.fleet.ClientCertificates.Registered;
import io.troop.control.fleet.NodeView.Held;
import io.troop.control.fleet.NodeView.Quarantined;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The fleet as documents: once in the shape of Kong's Admin API, once in that of Konnect.
/// *Thread-safe.*
final class NodeDocuments {

  private static final String NO_HASH = "0".repeat(32);

  private final Compatibility compatibility;
  private final InstantSource clock;
  private final Duration purgeDelay;

  NodeDocuments(Compatibility compatibility, InstantSource clock, Duration purgeDelay) {
    this.compatibility = compatibility;
    this.clock = clock;
    this.purgeDelay = purgeDelay;
  }

  private static String hash(NodeView node) {
    Held held = node.held();
    return held == null ? NO_HASH : held.root().configHash();
  }

  /// As `/clustering/data-planes` shows it, with what Kong does not know after Kong's own members.
  Map<String, @Nullable Object> kong(NodeView node) {
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
    document.put("connected", node.connected());
    Held held = node.held();
    document.put("revision", held == null ? null : held.revision());
    document.put("root", held == null ? null : held.root().toString());
    document.put("applied_at", held == null ? null : held.at().getEpochSecond());
    document.put("apply_micros", held == null ? null : held.took().toNanos() / 1000);
    document.put("quarantined", quarantined(node));
    document.put("rejection", node.rejection());
    document.put("last_transfer", node.lastTransfer());
    document.put("snapshots", node.snapshots());
    return document;
  }

  private static List<Map<String, Object>> quarantined(NodeView node) {
    List<Map<String, Object>> entities = new ArrayList<>();
    for (Quarantined entity : node.quarantined()) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("entity", entity.key().kind());
      document.put("id", entity.key().id().toString());
      document.put("reason", entity.reason());
      document.put("serves_last_good", entity.servesLastGood());
      entities.add(document);
    }
    return entities;
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

  /// As Konnect's `/nodes` shows it.
  Map<String, Object> konnect(NodeView node) {
    Map<String, Object> document = new LinkedHashMap<>();
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
    document.put("connected", node.connected());
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
