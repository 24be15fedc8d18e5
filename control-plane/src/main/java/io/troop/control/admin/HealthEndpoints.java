package io.troop.control.admin;

import io.troop.control.NodeIdentity;
import io.troop.control.edit.Kinds;
import io.troop.control.store.Entities;
import io.troop.control.store.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final String HEALTHY = "HEALTHY";
  private static final Pattern SPOT =
      Pattern.compile("([0-9.]+|\\[?[0-9a-fA-F:.]+]?):([0-9]{1,5})");

  private final Kinds kinds;
  private final EntityReader reader;
  private final EntityFinder finder;
  private final EntityView view;
  private final Guard guard;
  private final NodeIdentity identity;
  private final ObjectProvider<HealthReports> reports;

  HealthEndpoints(
      Kinds kinds,
      EntityReader reader,
      EntityFinder finder,
      EntityView view,
      Guard guard,
      NodeIdentity identity,
      ObjectProvider<HealthReports> reports) {
    this.kinds = kinds;
    this.reader = reader;
    this.finder = finder;
    this.view = view;
    this.guard = guard;
    this.identity = identity;
    this.reports = reports;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    endpoints.add("GET", "/upstreams/{upstreams}/health", this::health);
    String target = "/upstreams/{upstreams}/targets/{targets}";
    for (String one : List.of(target, target + "/{address}")) {
      // POST is how it was before Kong 3.0, and how some clients still do it.
      for (String method : List.of("PUT", "POST")) {
        endpoints
            .add(method, one + "/healthy", call -> mark(call, true))
            .add(method, one + "/unhealthy", call -> mark(call, false));
      }
    }
  }

  private Answer health(Call call) {
    Entities entities = reader.of(call);
    EntityFinder.Place place = EntityFinder.Place.of(entities, call.workspace());
    Stored upstream =
        finder
            .find(place, kinds.of("upstreams"), call.parameter(0))
            .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
    Map<String, @Nullable Object> answer =
        call.argument("balancer_health").filter("1"::equals).isPresent()
            ? balancer(call, entities, upstream)
            : targets(call, entities, upstream);
    answer.put("node_id", identity.id().toString());
    return Answer.ok(answer);
  }

  private Map<String, @Nullable Object> targets(Call call, Entities entities, Stored upstream) {
    TargetLists.Page page = TargetLists.page(call, entities, upstream);
    Map<String, List<HealthReports.Address>> told = told(call, upstream);
    return Paging.answer(
        page.targets().stream().map(target -> target(entities, upstream, target, told)).toList(),
        call.prefix() + "/upstreams/" + Paging.escaped(call.parameter(0)) + "/health",
        page.offset(),
        Map.of());
  }

  private Map<String, @Nullable Object> balancer(Call call, Entities entities, Stored upstream) {
    Map<String, List<HealthReports.Address>> told = told(call, upstream);
    List<UpstreamHealth.Host> hosts =
        TargetLists.oldestFirst(entities, upstream).stream()
            .map(target -> host(target, told))
            .toList();
    double threshold =
        upstream.document().get("healthchecks") instanceof Map<?, ?> checks
                && checks.get("threshold") instanceof Number number
            ? number.doubleValue()
            : 0;
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put(
        "data",
        new UpstreamHealth(upstream.id().toString(), isChecked(upstream), threshold, hosts)
            .document());
    answer.put("next", null);
    return answer;
  }

  private static UpstreamHealth.Host host(
      Stored target, Map<String, List<HealthReports.Address>> told) {
    String spot = String.valueOf(target.document().get("target"));
    int colon = spot.lastIndexOf(':');
    String name = spot.substring(0, colon);
    int port = Integer.parseInt(spot.substring(colon + 1));
    long weight =
        target.document().get("weight") instanceof Number number ? number.longValue() : 100;
    List<HealthReports.Address> addresses = told.get(spot);
    return new UpstreamHealth.Host(
        name,
        port,
        weight,
        addresses == null
            ? List.of(
                new HealthReports.Address(
                    name.replaceAll("[\\[\\]]", ""), port, (int) weight, true))
            : addresses);
  }

  /// What nodes said, by target; empty when nothing is checked.
  private Map<String, List<HealthReports.Address>> told(Call call, Stored upstream) {
    HealthReports nodes = isChecked(upstream) ? reports.getIfAvailable() : null;
    return nodes == null ? Map.of() : nodes.targets(call.controlPlane(), upstream.id());
  }

  private Map<String, @Nullable Object> target(
      Entities entities,
      Stored upstream,
      Stored target,
      Map<String, List<HealthReports.Address>> told) {
    String name = String.valueOf(target.document().get("target"));
    boolean checked = isChecked(upstream);
    List<HealthReports.Address> addresses = told.get(name);
    // What gets no requests is not checked either.
    boolean idle =
        target.document().get("weight") instanceof Number weight && weight.intValue() == 0;
    String health =
        !checked || idle
            ? OFF
            : addresses == null
                ? HEALTHY
                : addresses.isEmpty()
                    ? "DNS_ERROR"
                    : word(addresses.stream().anyMatch(HealthReports.Address::healthy));
    Map<String, @Nullable Object> shown = view.show(entities, kinds.of("targets"), target);
    shown.put("health", health);
    shown.put(
        "data",
        Map.of(
            "addresses",
            addresses == null
                ? List.of(address(name, target, health))
                : addresses.stream().map(HealthEndpoints::address).toList()));
    return shown;
  }

  /// A target nobody reported on has one address: itself.
  private static Map<String, Object> address(String name, Stored target, String health) {
    int colon = name.lastIndexOf(':');
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("ip", name.substring(0, colon));
    one.put("port", Long.parseLong(name.substring(colon + 1)));
    one.put("health", health);
    one.put("weight", target.document().getOrDefault("weight", 100L));
    return one;
  }

  private static Map<String, Object> address(HealthReports.Address address) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("ip", address.ip());
    one.put("port", (long) address.port());
    one.put("health", address.weight() == 0 ? OFF : word(address.healthy()));
    one.put("weight", (long) address.weight());
    return one;
  }

  private static String word(boolean healthy) {
    return healthy ? HEALTHY : "UNHEALTHY";
  }

  // Marking by hand.

  private Answer mark(Call call, boolean healthy) {
    Entities entities = reader.of(call);
    EntityFinder.Place place = EntityFinder.Place.of(entities, call.workspace());
    Stored upstream =
        finder
            .find(place, kinds.of("upstreams"), call.parameter(0))
            .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
    Stored target =
        finder
            .findBelow(place, kinds.of("targets"), "upstream", upstream, call.parameter(1))
            .orElseThrow(() -> new AdminErrors.Refused(Answer.notFound()));
    guard.checkChange(call.caller(), target);
    Optional<HealthReports.Spot> spot =
        call.parameters().size() > 2 ? Optional.of(spot(call.parameter(2))) : Optional.empty();
    HealthReports told = reports.getIfAvailable();
    int nodes =
        told == null
            ? 0
            : told.set(
                call.controlPlane(),
                upstream.id(),
                String.valueOf(target.document().get("target")),
                spot,
                healthy);
    return nodes > 0
        ? Answer.noContent()
        : Answer.message(
            503,
            "no data plane is connected here, and only data planes know the health of targets");
  }

  private static HealthReports.Spot spot(String address) {
    Matcher form = SPOT.matcher(address);
    if (!form.matches()) {
      throw new AdminErrors.Refused(
          Answer.message(
              400, "address: \"" + address + "\" (expected: an IP address with its port)"));
    }
    return new HealthReports.Spot(
        form.group(1).replaceAll("[\\[\\]]", ""), Integer.parseInt(form.group(2)));
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
