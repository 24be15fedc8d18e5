package io.troop.control.governance.access;

import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.plugin.Catalog;
import io.troop.plugin.NodeEndpoint;
import io.troop.plugin.PluginSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/// What is needed for which endpoint. An endpoint without a rule is closed to everybody, and a test
/// over all endpoints fails. *Immutable.*
///
/// A rule is for a path and all below it, until a longer one; or for one method of one pattern.
@Component
final class Rules {

  /// Where a caller needs the permission for a path.
  enum Need {
    /// Nothing is needed.
    OPEN,
    /// Somebody known may, whatever their permissions.
    KNOWN,
    /// In the workspace that the call names.
    HERE,
    /// In the workspace `default`, whatever the call names: it is about the whole control plane.
    HOME,
    /// In all workspaces: it touches all of them.
    EVERYWHERE,
    /// In the workspace that stands in the path.
    NAMED
  }

  /// Deleting a workspace that is not empty, which has no pattern of its own.
  private static final String WITH_ALL_IN_IT = "/workspaces/{workspaces}/cascade";

  private final Map<String, Need> byPattern = new HashMap<>();
  private final Map<String, Need> byChange = new HashMap<>();
  private final Map<String, Need> byMethod = new HashMap<>();
  private final Set<String> entityPaths = new HashSet<>();

  Rules(Kinds kinds, Catalog catalog) {
    // What nodes answer is about all that they hold, whatever workspace it comes from.
    for (PluginSpec<?> plugin : catalog.plugins().values()) {
      for (NodeEndpoint endpoint : plugin.endpoints()) {
        below("/" + endpoint.path().split("/", 3)[1], Need.HOME);
      }
    }
    for (Kind kind : kinds.all()) {
      below("/" + kind.spec().path(), Need.HERE);
      if (!kind.spec().workspaced()) {
        // Whoever changes it changes it for all workspaces.
        changing("/" + kind.spec().path(), Need.HOME);
      }
      if (kind.spec().endpoints()) {
        entityPaths.add(kind.spec().path());
      }
    }
    only("GET", "/", Need.KNOWN);
    below("/auth", Need.KNOWN);
    only("POST", "/auth/sign-in", Need.OPEN);
    only("POST", "/auth/sign-out", Need.OPEN);
    only("GET", "/auth/methods", Need.OPEN);
    below("/auth/oidc", Need.OPEN);
    for (String path :
        List.of(
            "/admins",
            // Without the permission in all workspaces it shows the entries of one: asked there.
            "/audit",
            "/kong",
            "/endpoints",
            "/filter-chains",
            "/schemas",
            "/v1/schemas",
            "/tags",
            "/rbac",
            "/status")) {
      below(path, Need.HERE);
    }
    // An operation of a change set is a call of its own, with its own permission.
    below("/change-sets", Need.HERE);
    for (String path :
        List.of(
            "/cache",
            "/clustering",
            "/debug",
            "/fleet",
            "/metrics",
            "/openapi",
            "/openapi.json",
            "/pki",
            "/plugin-schemas",
            "/rollouts",
            "/timers",
            "/workspaces")) {
      below(path, Need.HOME);
    }
    only("GET", "/workspaces/{workspaces}", Need.NAMED);
    only("GET", "/workspaces/{workspaces}/meta", Need.NAMED);
    only("DELETE", WITH_ALL_IN_IT, Need.EVERYWHERE);
    // A revision is the state of all workspaces, and a node serves all of them, secrets included.
    below("/revisions", Need.EVERYWHERE);
    for (String path : List.of("/clustering", "/fleet", "/pki", "/rollouts")) {
      changing(path, Need.EVERYWHERE);
    }
    // What was carried is kept by route and service, those of all workspaces together.
    below("/analytics", Need.EVERYWHERE);
    below("/audit/exports", Need.EVERYWHERE);
    only("GET", "/audit/verify", Need.HOME);
    below("/config", Need.EVERYWHERE);
    below("/v2", Need.EVERYWHERE);
    below("/konnect-api", Need.EVERYWHERE);
    only("GET", "/v2/organizations/me", Need.KNOWN);
    only("GET", "/v3/organizations/me", Need.KNOWN);
    // Everybody has tokens of their own; who may see those of others is checked there.
    below("/v2/users", Need.KNOWN);
    below("/v3/users", Need.KNOWN);
    // Of each event it is asked anew whether they may read what it is about.
    only("GET", "/events", Need.KNOWN);
    // A question: whoever may read routes and plugins gets an answer, which is checked there.
    only("POST", "/explain", Need.KNOWN);
    below("/encryption", Need.EVERYWHERE);
  }

  private void below(String path, Need need) {
    byPattern.put(path, need);
  }

  /// For all methods that change something.
  private void changing(String path, Need need) {
    byChange.put(path, need);
  }

  private void only(String method, String pattern, Need need) {
    byMethod.put(method + " " + pattern, need);
  }

  /// Whether a pattern is about entities alone.
  boolean isAboutEntities(String pattern) {
    return pattern.startsWith("/") && entityPaths.contains(pattern.split("/", 3)[1]);
  }

  /// What is needed for a method of a pattern; empty when no rule speaks of it.
  Optional<Need> of(String method, String pattern) {
    Need exact = byMethod.get((method.equals("HEAD") ? "GET" : method) + " " + pattern);
    if (exact != null) {
      return Optional.of(exact);
    }
    boolean changes = Action.of(method) != Action.READ;
    for (String path = pattern; !path.isEmpty(); path = path.substring(0, path.lastIndexOf('/'))) {
      Need need = changes ? byChange.get(path) : null;
      need = need == null ? byPattern.get(path) : need;
      if (need != null) {
        return Optional.of(need);
      }
    }
    return Optional.empty();
  }
}
