package io.troop.control.explain;

import io.troop.control.explain.Explanations.Explanation;
import io.troop.control.explain.Explanations.Other;
import io.troop.control.explain.PluginMap.Configured;
import io.troop.control.store.EntityNames;
import io.troop.control.store.Workspaces;
import io.troop.plugin.Catalog;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.entity.PluginInstance;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.routing.Match;
import io.troop.routing.Reasons.Loss;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An explanation as the API answers it. *Confined to one call.*
final class ExplanationView {

  private final Catalog catalog;
  private final Explanation explanation;
  private final Sight sight;

  ExplanationView(Catalog catalog, Explanation explanation, Sight sight) {
    this.catalog = catalog;
    this.explanation = explanation;
    this.sight = sight;
  }

  Map<String, @Nullable Object> of(Asked asked) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("revision", explanation.revision());
    document.put("router_flavor", catalog.flavor().name().toLowerCase(Locale.ROOT));
    document.put("request", request(asked));
    Match match = explanation.match();
    document.put("match", match == null ? null : match(match, asked));
    document.put("routes", explanation.looked());
    document.put("others", explanation.others().stream().map(this::other).toList());
    boolean speaks = match == null || sight.shows(match.entry());
    String workspace = match == null ? Workspaces.DEFAULT : match.entry().workspace();
    List<Object> plugins = new ArrayList<>();
    List<Object> left = new ArrayList<>();
    if (speaks) {
      explanation.plugins().plugins().stream()
          .filter(each -> shows(each, workspace))
          .forEach(each -> plugins.add(plugin(each, workspace)));
      explanation
          .plugins()
          .left()
          .forEach((each, reason) -> {
            if (shows(each, workspace)) {
              Map<String, @Nullable Object> one = plugin(each, workspace);
              one.put("reason", reason);
              left.add(one);
            }
          });
    }
    document.put("plugins", plugins);
    document.put("left_out", left);
    return document;
  }

  private boolean shows(Configured configured, String workspace) {
    return sight.shows("plugins", workspace, configured.plugin().id());
  }

  private static Map<String, @Nullable Object> request(Asked asked) {
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("method", asked.method());
    request.put("scheme", asked.isTls() ? "https" : "http");
    request.put("host", asked.host());
    request.put("path", asked.path());
    request.put("sni", asked.sni());
    return request;
  }

  private Map<String, @Nullable Object> match(Match match, Asked asked) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    if (!sight.shows(match.entry())) {
      document.put("hidden", true);
      return document;
    }
    Route route = match.route();
    Service service = match.service();
    document.put("workspace", match.entry().workspace());
    document.put("route", named(route));
    document.put("conditions", conditions(route));
    document.put("service", service == null ? null : service(service, match.entry().workspace()));
    document.put("taken_off", match.prefix());
    document.put("upstream_path", match.upstreamPath());
    document.put("upstream_host", route.preserveHost() ? asked.host() : null);
    document.put("refusal", refusal(route, asked));
    return document;
  }

  private Map<String, @Nullable Object> service(Service service, String workspace) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    // The route tells the id; the rest needs the permission for the service.
    boolean shown = sight.shows("services", workspace, service.id());
    document.put("id", service.id().toString());
    document.put("name", shown ? service.name() : null);
    document.put("protocol", shown ? service.protocol() : null);
    document.put("host", shown ? service.host() : null);
    document.put("port", shown ? service.port() : null);
    return document;
  }

  /// What a request meets that the route takes and then refuses for its protocol.
  private static @Nullable String refusal(Route route, Asked asked) {
    List<String> protocols = route.protocols();
    if (!asked.isTls() && protocols.contains("https") && !protocols.contains("http")) {
      return "It is answered with "
          + route.httpsRedirectStatusCode()
          + ": the route takes https only.";
    }
    boolean grpc = protocols.contains("grpc") || protocols.contains("grpcs");
    return grpc && !asked.isGrpc() ? "It is refused: the route takes gRPC only." : null;
  }

  private Map<String, @Nullable Object> other(Other other) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("workspace", other.entry().workspace());
    document.put("route", named(other.entry().route()));
    document.put("conditions", conditions(other.entry().route()));
    document.put("matches", other.matches());
    switch (other.loss()) {
      case Loss.Outranked(String advantage) -> {
        document.put("reason", advantage);
        document.put("unmet", List.of());
      }
      case Loss.Unmet(List<String> fields, int _) -> {
        document.put("reason", null);
        document.put("unmet", fields);
      }
    }
    return document;
  }

  private static Map<String, @Nullable Object> named(Route route) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", route.id().toString());
    document.put("name", route.name());
    return document;
  }

  /// What a route asks for.
  private static Map<String, Object> conditions(Route route) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("protocols", route.protocols());
    all.put("hosts", route.hosts());
    all.put("paths", route.paths());
    all.put("methods", route.methods());
    all.put("headers", route.headers());
    all.put("snis", route.snis());
    all.put("sources", endpoints(route.sources()));
    all.put("destinations", endpoints(route.destinations()));
    all.put("expression", route.expression());
    Map<String, Object> given = new LinkedHashMap<>();
    all.forEach((name, value) -> {
      if (value != null) {
        given.put(name, value);
      }
    });
    return given;
  }

  private static @Nullable List<String> endpoints(@Nullable List<Route.Endpoint> endpoints) {
    return endpoints == null
        ? null
        : endpoints.stream()
            .map(end ->
                (end.ip() == null ? "" : end.ip()) + (end.port() == null ? "" : ":" + end.port()))
            .toList();
  }

  private Map<String, @Nullable Object> plugin(Configured configured, String workspace) {
    PluginInstance plugin = configured.plugin();
    PluginSpec<?> spec = catalog.plugin(plugin.name());
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("id", plugin.id().toString());
    document.put("name", plugin.name());
    document.put("instance_name", plugin.instanceName());
    document.put("priority", spec == null ? null : spec.priority());
    Map<String, @Nullable Object> scope = new LinkedHashMap<>();
    scope(scope, workspace, "route", "routes", plugin.route());
    scope(scope, workspace, "service", "services", plugin.service());
    scope(scope, workspace, "consumer", "consumers", plugin.consumer());
    scope(scope, workspace, "consumer_group", "consumer_groups", plugin.consumerGroup());
    document.put("scope", scope);
    return document;
  }

  private void scope(
      Map<String, @Nullable Object> scope,
      String workspace,
      String word,
      String kind,
      @Nullable Ref reference) {
    if (reference != null) {
      // Who sees the plugin sees the id; a name needs the permission for what has it.
      String name =
          sight.shows(kind, workspace, reference.id())
              ? EntityNames.of(explanation.image(), kind, reference.id())
              : null;
      scope.put(word, name == null ? reference.id().toString() : name);
    }
  }
}
