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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Whether a node can run what its control plane has, in Kong's words. *Thread-safe.*
public final class Compatibility {

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+).*");

  /// Kong released the first of these plugins as 0.1.x and takes that version for any.
  private static final String FIRST_OF_ITS_KIND = "opentelemetry01";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// A reason why a node can't, or can't fully.
  ///
  /// @param entities the entities that it concerns, as `kind/id`
  public record Issue(String code, String description, String resolution, List<String> entities) {}

  private record Configured(Root root, Set<String> plugins) {}

  private final Heads heads;
  private final String ownVersion;
  private final Map<String, String> ownPlugins;
  private final Map<UUID, Configured> configured = new ConcurrentHashMap<>();

  /// @param ownVersion the version of Kong the control plane is compatible with
  /// @param ownPlugins the versions of its plugins by their names; one that is known by an uploaded
  ///   schema only has none
  public Compatibility(Heads heads, String ownVersion, Map<String, String> ownPlugins) {
    this.heads = heads;
    this.ownVersion = ownVersion;
    this.ownPlugins = Map.copyOf(ownPlugins);
  }

  /// Kong's `sync_status`: `normal`, `unknown`, `kong_version_incompatible`,
  /// `plugin_set_incompatible` or `plugin_version_incompatible`.
  public String status(NodeView node) {
    if (versionProblem(node.version()) != null) {
      return "kong_version_incompatible";
    }
    UUID controlPlane = node.member().controlPlane();
    if (!missing(controlPlane, node.plugins()).isEmpty()) {
      return "plugin_set_incompatible";
    }
    if (!differing(controlPlane, node.plugins()).isEmpty()) {
      return "plugin_version_incompatible";
    }
    return node.held() == null ? "unknown" : "normal";
  }

  /// What is wrong with a node's version, in Kong's words; null for nothing. Its major version has
  /// to be ours, and its minor version not later.
  public @Nullable String versionProblem(String version) {
    Matcher own = VERSION.matcher(ownVersion);
    Matcher other = VERSION.matcher(version);
    if (!own.matches() || !other.matches() || !own.group(1).equals(other.group(1))) {
      return "data plane version "
          + version
          + " is incompatible with control plane version "
          + ownVersion
          + " ("
          + ownVersion.substring(0, ownVersion.indexOf('.'))
          + ".x.y are accepted)";
    }
    return Integer.parseInt(other.group(2)) <= Integer.parseInt(own.group(2))
        ? null
        : "data plane version "
            + version
            + " is incompatible with older control plane version "
            + ownVersion;
  }

  /// Why a node with these plugins can't use what is configured now, in Kong's words; null when it
  /// can.
  public @Nullable String pluginProblem(UUID controlPlane, Map<String, String> plugins) {
    Set<String> missing = missing(controlPlane, plugins);
    if (!missing.isEmpty()) {
      return describeMissing(missing.iterator().next());
    }
    Set<String> differing = differing(controlPlane, plugins);
    return differing.isEmpty() ? null : describeDiffering(differing.iterator().next(), plugins);
  }

  private String describeMissing(String plugin) {
    String version = ownPlugins.get(plugin);
    return "configured "
        + plugin
        + " plugin "
        + (version == null ? "" : version + " ")
        + "is missing from data plane";
  }

  private String describeDiffering(String plugin, Map<String, String> plugins) {
    return "configured data plane "
        + plugin
        + " plugin version "
        + plugins.get(plugin)
        + " is different to control plane plugin version "
        + ownPlugins.get(plugin);
  }

  /// Everything that is wrong, for people.
  public List<Issue> issues(NodeView node) {
    List<Issue> issues = new ArrayList<>();
    String version = versionProblem(node.version());
    if (version != null) {
      issues.add(
          new Issue(
              "VERSION",
              version,
              "run a node of version " + ownVersion + " or upgrade the control plane",
              List.of()));
    }
    UUID controlPlane = node.member().controlPlane();
    for (String plugin : missing(controlPlane, node.plugins())) {
      issues.add(
          new Issue(
              "PLUGIN_SET",
              describeMissing(plugin),
              "install the plugin on the node or remove its configuration",
              List.of()));
    }
    for (String plugin : differing(controlPlane, node.plugins())) {
      issues.add(
          new Issue(
              "PLUGIN_VERSION",
              describeDiffering(plugin, node.plugins()),
              "run the version "
                  + ownPlugins.get(plugin)
                  + " of the plugin on the node or remove its configuration",
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

  private Set<String> missing(UUID controlPlane, Map<String, String> plugins) {
    Set<String> missing = new TreeSet<>();
    if (!plugins.isEmpty()) {
      missing.addAll(configured(controlPlane));
      missing.removeAll(plugins.keySet());
    }
    return missing;
  }

  /// Configured plugins that the node has in another major or a later minor version than ours.
  private Set<String> differing(UUID controlPlane, Map<String, String> plugins) {
    Set<String> differing = new TreeSet<>();
    for (String name : configured(controlPlane)) {
      Matcher own = VERSION.matcher(ownPlugins.getOrDefault(name, ""));
      Matcher other = VERSION.matcher(plugins.getOrDefault(name, ""));
      if (own.matches()
          && other.matches()
          && !FIRST_OF_ITS_KIND.equals(name + other.group(1) + other.group(2))) {
        boolean fine =
            own.group(1).equals(other.group(1))
                && Integer.parseInt(other.group(2)) <= Integer.parseInt(own.group(2));
        if (!fine) {
          differing.add(name);
        }
      }
    }
    return differing;
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
