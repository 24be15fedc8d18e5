package io.troop.control.admin;

import io.troop.control.NodeIdentity;
import io.troop.control.edit.Kind;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Entities;
import io.troop.control.store.EntityQuery;
import io.troop.control.store.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// The health of upstreams and their targets, as far as nodes have told. A target of which nobody
/// said anything counts as Kong counts a new one: healthy.
@Component
@Order(20)
class HealthEndpoints implements EndpointSource {

  private static final String OFF = "HEALTHCHECKS_OFF";

  private final Kinds kinds;
  private final EntityReader reader;
  private final EntityFinder finder;
  private final EntityView view;
  private final NodeIdentity identity;
  private final ObjectProvider<HealthReports> reports;

  HealthEndpoints(
      Kinds kinds,
      EntityReader reader,
      EntityFinder finder,
      EntityView view,
      NodeIdentity identity,
      ObjectProvider<HealthReports> reports) {
    this.kinds = kinds;
    this.reader = reader;
    this.finder = finder;
    this.view = view;
    this.identity = identity;
    this.reports = reports;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("GET", "/upstreams/{upstreams}/health", this::health);
  }

  private Answer health(Call call) {
    Entities entities = reader.of(call);
    EntityFinder.Place place = EntityFinder.Place.of(entities, call.workspace());
    Stored upstream =
        finder
            .find(place, kinds.of("upstreams"), call.parameter(0))
            .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
    EntityQuery.Page page =
        entities.page(
            new EntityQuery(
                upstream.workspace(),
                "targets",
                new EntityQuery.Parent("upstream", upstream.key()),
                EntityQuery.Tags.NONE,
                Paging.from(call),
                Paging.size(call)));
    List<Map<String, @Nullable Object>> targets =
        page.entities().stream().map(target -> target(call, entities, upstream, target)).toList();
    boolean whole = call.argument("balancer_health").filter("1"::equals).isPresent();
    Map<String, @Nullable Object> answer =
        whole ? balancer(upstream, targets) : targets(call, page, targets);
    answer.put("node_id", identity.id().toString());
    return Answer.ok(answer);
  }

  private static Map<String, @Nullable Object> targets(
      Call call, EntityQuery.Page page, List<Map<String, @Nullable Object>> targets) {
    UUID next = page.next();
    return Paging.answer(
        targets,
        call.prefix() + "/upstreams/" + Paging.escaped(call.parameter(0)) + "/health",
        next == null ? null : Paging.offset(next.toString()),
        Map.of());
  }

  private static Map<String, @Nullable Object> balancer(
      Stored upstream, List<Map<String, @Nullable Object>> targets) {
    boolean healthy =
        targets.stream().anyMatch(target -> !"UNHEALTHY".equals(target.get("health")));
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("id", upstream.id().toString());
    data.put("health", !isChecked(upstream) ? OFF : healthy ? "HEALTHY" : "UNHEALTHY");
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("data", data);
    answer.put("next", null);
    return answer;
  }

  private Map<String, @Nullable Object> target(
      Call call, Entities entities, Stored upstream, Stored target) {
    Kind kind = kinds.of("targets");
    String address = String.valueOf(target.document().get("target"));
    int colon = address.lastIndexOf(':');
    String host = address.substring(0, colon);
    int port = Integer.parseInt(address.substring(colon + 1));
    String health = health(call, upstream, host, port);
    Map<String, @Nullable Object> shown = view.show(entities, kind, target);
    shown.put("health", health);
    Map<String, @Nullable Object> one = new LinkedHashMap<>();
    one.put("ip", host);
    one.put("port", (long) port);
    one.put("health", health);
    one.put("weight", target.document().getOrDefault("weight", 100L));
    shown.put("data", Map.of("addresses", List.of(one)));
    return shown;
  }

  private String health(Call call, Stored upstream, String host, int port) {
    if (!isChecked(upstream)) {
      return OFF;
    }
    HealthReports told = reports.getIfAvailable();
    boolean healthy =
        told == null || told.isHealthy(call.controlPlane(), upstream.id(), host, port).orElse(true);
    return healthy ? "HEALTHY" : "UNHEALTHY";
  }

  /// Whether anything would ever be found unhealthy.
  private static boolean isChecked(Stored upstream) {
    return counts(upstream.document().get("healthchecks"));
  }

  /// Whether any interval or number of failures in here is more than zero.
  private static boolean counts(@Nullable Object value) {
    return value instanceof Map<?, ?> map
        && map.entrySet().stream()
            .anyMatch(member ->
                counts(member.getValue())
                    || (isLimit(String.valueOf(member.getKey()))
                        && member.getValue() instanceof Number number
                        && number.doubleValue() > 0));
  }

  private static boolean isLimit(String name) {
    return name.equals("interval")
        || name.equals("tcp_failures")
        || name.equals("http_failures")
        || name.equals("timeouts");
  }
}
