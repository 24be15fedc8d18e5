package io.troop.control.sync;

import io.troop.control.admin.HealthReports;
import io.troop.control.sister.Sisters;
import io.troop.plugin.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What the nodes of all processes of the control plane think of targets. *Thread-safe.*
public final class SharedHealth implements HealthReports {

  private static final String LOOK = "health";
  private static final String SET = "health-set";
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final HealthReports here;
  private final Sisters sisters;

  /// @param here the nodes of this process
  public SharedHealth(HealthReports here, Sisters sisters) {
    this.here = here;
    this.sisters = sisters;
    sisters.on(LOOK, this::look);
    sisters.on(SET, this::set);
  }

  @Override
  public Map<String, List<Address>> targets(UUID controlPlane, UUID upstream) {
    Sisters.Question asked = sisters.ask(LOOK, question(controlPlane, upstream), PATIENCE);
    List<Map<String, List<Address>>> all = new ArrayList<>();
    all.add(here.targets(controlPlane, upstream));
    asked.answers().forEach(answer -> all.add(targets(Json.parse(answer))));
    return NodeHealth.merged(all);
  }

  private static String question(UUID controlPlane, UUID upstream) {
    return Json.write(
        Map.of("control_plane", controlPlane.toString(), "upstream", upstream.toString()));
  }

  private String look(String question) {
    Map<?, ?> members = members(Json.parse(question));
    Map<String, Object> answer = new LinkedHashMap<>();
    here.targets(id(members, "control_plane"), id(members, "upstream"))
        .forEach((target, addresses) ->
            answer.put(target, addresses.stream().map(SharedHealth::document).toList()));
    return Json.write(answer);
  }

  private static Map<String, Object> document(Address address) {
    return Map.of(
        "ip",
        address.ip(),
        "port",
        (long) address.port(),
        "weight",
        (long) address.weight(),
        "healthy",
        address.healthy());
  }

  private static Map<String, List<Address>> targets(@Nullable Object answer) {
    Map<String, List<Address>> targets = new LinkedHashMap<>();
    members(answer)
        .forEach((target, addresses) ->
            targets.put(
                String.valueOf(target),
                ((List<?>) addresses).stream().map(each -> address(members(each))).toList()));
    return targets;
  }

  private static Address address(Map<?, ?> document) {
    return new Address(
        String.valueOf(document.get("ip")),
        number(document, "port"),
        number(document, "weight"),
        Boolean.TRUE.equals(document.get("healthy")));
  }

  @Override
  public int set(
      UUID controlPlane, UUID upstream, String target, Optional<Spot> spot, boolean healthy) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("control_plane", controlPlane.toString());
    order.put("upstream", upstream.toString());
    order.put("target", target);
    spot.ifPresent(address -> {
      order.put("ip", address.ip());
      order.put("port", (long) address.port());
    });
    order.put("healthy", healthy);
    Sisters.Question asked = sisters.ask(SET, Json.write(order), PATIENCE);
    int reached = here.set(controlPlane, upstream, target, spot, healthy);
    for (String answer : asked.answers()) {
      reached += Integer.parseInt(answer);
    }
    return reached;
  }

  private String set(String order) {
    Map<?, ?> members = members(Json.parse(order));
    Optional<Spot> spot =
        members.containsKey("ip")
            ? Optional.of(new Spot(String.valueOf(members.get("ip")), number(members, "port")))
            : Optional.empty();
    return String.valueOf(
        here.set(
            id(members, "control_plane"),
            id(members, "upstream"),
            String.valueOf(members.get("target")),
            spot,
            Boolean.TRUE.equals(members.get("healthy"))));
  }

  private static Map<?, ?> members(@Nullable Object document) {
    return document instanceof Map<?, ?> members ? members : Map.of();
  }

  private static UUID id(Map<?, ?> members, String name) {
    return UUID.fromString(String.valueOf(members.get(name)));
  }

  private static int number(Map<?, ?> members, String name) {
    return members.get(name) instanceof Number number ? number.intValue() : 0;
  }
}
