package io.troop.control.fleet;

import io.troop.control.fleet.NodeRegistry.Claim;
import io.troop.control.sister.Sisters;
import io.troop.control.task.Background;
import io.troop.plugin.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Finds nodes that have one id and are connected to different processes of the control plane: each
/// process tells the others of the streams that were opened lately. *Thread-safe.*
final class Twins extends Background {

  /// What to do about them.
  static final String ADVICE =
      "Both get the configuration, and the fleet shows the one that connected last. A folder was"
          + " copied together with its id: stop one, delete node_id from its prefix, start it.";

  private static final String TOPIC = "node-ids";
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /// A stream that was lost without a word is noticed sooner; after that there is nothing new.
  private static final Duration YOUNG = Duration.ofSeconds(60);

  private final NodeRegistry registry;
  private final Sisters sisters;

  Twins(NodeRegistry registry, Sisters sisters) {
    super("twins");
    this.registry = registry;
    this.sisters = sisters;
    sisters.on(TOPIC, this::contested);
  }

  /// What people are told of the other node.
  static String words(String place) {
    return "another node has the same id: " + place + ". " + ADVICE;
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(PERIOD, "nodes with the same id are not looked for now", this::look);
  }

  /// One round.
  void look() {
    List<Claim> claims = registry.claims(YOUNG);
    if (claims.isEmpty()) {
      return;
    }
    String question = Json.write(claims.stream().map(Twins::document).toList());
    for (String answer : sisters.ask(TOPIC, question, PATIENCE).answers()) {
      for (Map<?, ?> twin : members(answer)) {
        registry.elsewhere(
            id(twin, "control_plane"), id(twin, "node"), String.valueOf(twin.get("place")));
      }
    }
  }

  private static Map<String, Object> document(Claim claim) {
    return Map.of(
        "control_plane",
        claim.controlPlane().toString(),
        "node",
        claim.node().toString(),
        "instance",
        claim.instance(),
        "place",
        claim.place(),
        "age_millis",
        claim.age().toMillis(),
        "silent_millis",
        claim.silence().toMillis());
  }

  /// The nodes of this process that have an id another process claims for one of its own.
  private String contested(String question) {
    return Json.write(
        members(question).stream()
            .map(Twins::claim)
            .flatMap(claim ->
                registry.contest(claim).stream()
                    .map(place ->
                        Map.of(
                            "control_plane",
                            claim.controlPlane().toString(),
                            "node",
                            claim.node().toString(),
                            "place",
                            place)))
            .toList());
  }

  private static Claim claim(Map<?, ?> document) {
    return new Claim(
        id(document, "control_plane"),
        id(document, "node"),
        String.valueOf(document.get("instance")),
        String.valueOf(document.get("place")),
        millis(document, "age_millis"),
        millis(document, "silent_millis"));
  }

  private static List<Map<?, ?>> members(String json) {
    List<Map<?, ?>> members = new ArrayList<>();
    if (Json.parse(json) instanceof List<?> list) {
      for (Object item : list) {
        if (item instanceof Map<?, ?> document) {
          members.add(document);
        }
      }
    }
    return members;
  }

  private static UUID id(Map<?, ?> document, String name) {
    return UUID.fromString(String.valueOf(document.get(name)));
  }

  private static Duration millis(Map<?, ?> document, String name) {
    return Duration.ofMillis(document.get(name) instanceof Number number ? number.longValue() : 0);
  }
}
