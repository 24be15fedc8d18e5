package io.troop.control.fleet;

import io.troop.control.store.Heads;
import io.troop.state.Entity;
import io.troop.state.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Whether a node can run what its control plane has, in Kong's words. *Thread-safe.*
public final class Compatibility {

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// A reason why a node can't, or can't fully.
  ///
  /// @param entities the entities that it concerns, as `kind/id`
  public record Issue(String code, String description, String resolution, List<String> entities) {}

  private record Configured(Root root, Set<String> plugins) {}

  private final Heads heads;
  private final String ownVersion;
  private final Map<UUID, Configured> configured = new ConcurrentHashMap<>();

  /// @param ownVersion the version of Kong the control plane is compatible with
  public Compatibility(Heads heads, String ownVersion) {
    this.heads = heads;
    this.ownVersion = ownVersion;
  }

  /// Kong's `sync_status`: `normal`, `unknown`, `kong_version_incompatible` or
  /// `plugin_set_incompatible`.
  public String status(NodeView node) {
    if (!isVersionFine(node.version())) {
      return "kong_version_incompatible";
    }
    if (!missing(node).isEmpty()) {
      return "plugin_set_incompatible";
    }
    return node.held() == null ? "unknown" : "normal";
  }

  /// Everything that is wrong, for people.
  public List<Issue> issues(NodeView node) {
    List<Issue> issues = new ArrayList<>();
    if (!isVersionFine(node.version())) {
      issues.add(
          new Issue(
              "VERSION",
              "data plane version "
                  + node.version()
                  + " is incompatible with older control plane version "
                  + ownVersion,
              "run a node of version " + ownVersion + " or upgrade the control plane",
              List.of()));
    }
    for (String plugin : missing(node)) {
      issues.add(
          new Issue(
              "PLUGIN_SET",
              "configured " + plugin + " plugin is missing from data plane",
              "install the plugin on the node or remove its configuration",
              List.of()));
    }
    String rejection = node.rejection();
    if (rejection != null) {
      issues.add(
          new Issue("REJECTED", rejection, "see the node's log; it serves what it had", List.of()));
    }
    for (NodeView.Quarantined entity : node.quarantined()) {
      issues.add(
          new Issue(
              "QUARANTINED",
              entity.reason(),
              entity.servesLastGood()
                  ? "correct the entity; its last good version goes on serving"
                  : "correct the entity; nothing of it serves",
              List.of(entity.key().toString())));
    }
    return issues;
  }

  /// The node's major version is ours, and its minor version is not later.
  private boolean isVersionFine(String version) {
    Matcher own = VERSION.matcher(ownVersion);
    Matcher other = VERSION.matcher(version);
    return own.matches()
        && other.matches()
        && own.group(1).equals(other.group(1))
        && Integer.parseInt(other.group(2)) <= Integer.parseInt(own.group(2));
  }

  private Set<String> missing(NodeView node) {
    Set<String> missing = new TreeSet<>();
    if (!node.plugins().isEmpty()) {
      missing.addAll(configured(node.member().controlPlane()));
      missing.removeAll(node.plugins().keySet());
    }
    return missing;
  }

  /// The names of the plugins that are configured, read once for every root.
  private Set<String> configured(UUID controlPlane) {
    Heads.Head head = heads.head(controlPlane);
    Configured known = configured.get(controlPlane);
    if (known == null || !known.root().equals(head.sealed().root())) {
      Set<String> plugins = new TreeSet<>();
      for (Entity plugin : head.image().ofKind("plugins")) {
        Map<?, ?> document = JSON.readValue(plugin.json(), Map.class);
        if (document.get("name") instanceof String name) {
          plugins.add(name);
        }
      }
      known = new Configured(head.sealed().root(), plugins);
      configured.put(controlPlane, known);
    }
    return known.plugins();
  }
}
