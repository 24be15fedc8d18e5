package io.troop.control.order;

import io.troop.control.sister.Sisters;
import io.troop.control.sync.OrderService;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.Orders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/// Hands orders of plugins to the nodes of all processes of the control plane. *Thread-safe.*
@Component
final class FleetOrders {

  private static final String TOPIC = "order";

  /// What another process is given beyond the limit, to say what its nodes said.
  private static final Duration WAY = Duration.ofMillis(500);

  private final Nodes here;
  private final Sisters sisters;

  /// Hands orders to nodes and waits for what they say.
  @FunctionalInterface
  interface Nodes {
    List<Orders.Reply> ask(UUID controlPlane, String plugin, Orders.Order order, Duration limit);
  }

  @Autowired
  FleetOrders(OrderService here, Sisters sisters) {
    this(here::ask, sisters);
  }

  /// @param here the nodes of this process
  FleetOrders(Nodes here, Sisters sisters) {
    this.here = here;
    this.sisters = sisters;
    sisters.on(TOPIC, this::carryOut);
  }

  /// Hands over an order and waits for what nodes say. Nodes that do not answer in time, or could
  /// not do it, are left out.
  List<Orders.Reply> ask(UUID controlPlane, String plugin, Orders.Order order, Duration limit) {
    String question =
        Json.write(
            Map.of(
                "control_plane",
                controlPlane.toString(),
                "plugin",
                plugin,
                "method",
                order.method(),
                "path",
                order.path(),
                "parameters",
                order.parameters(),
                "millis",
                limit.toMillis()));
    Sisters.Question asked = sisters.ask(TOPIC, question, limit.plus(WAY));
    List<Orders.Reply> replies = new ArrayList<>(here.ask(controlPlane, plugin, order, limit));
    for (String answer : asked.answers()) {
      if (Json.parse(answer) instanceof List<?> said) {
        said.forEach(each -> replies.add(reply(members(each))));
      }
    }
    return replies;
  }

  private String carryOut(String question) {
    Map<String, @Nullable Object> asked = members(Json.parse(question));
    List<String> parameters =
        asked.get("parameters") instanceof List<?> texts
            ? texts.stream().map(String::valueOf).toList()
            : List.of();
    long millis = asked.get("millis") instanceof Number number ? number.longValue() : 0;
    List<Map<String, @Nullable Object>> said =
        here
            .ask(
                UUID.fromString(String.valueOf(asked.get("control_plane"))),
                String.valueOf(asked.get("plugin")),
                new Orders.Order(
                    String.valueOf(asked.get("method")),
                    String.valueOf(asked.get("path")),
                    parameters),
                Duration.ofMillis(millis))
            .stream()
            .map(FleetOrders::document)
            .toList();
    return Json.write(said);
  }

  private static Map<String, @Nullable Object> document(Orders.Reply reply) {
    Map<String, @Nullable Object> document = new LinkedHashMap<>();
    document.put("found", reply.found());
    document.put("document", reply.document());
    return document;
  }

  private static Orders.Reply reply(Map<String, @Nullable Object> document) {
    return new Orders.Reply(
        Boolean.TRUE.equals(document.get("found")),
        document.get("document") instanceof Map<?, ?> shown ? members(shown) : null);
  }

  private static Map<String, @Nullable Object> members(@Nullable Object document) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (document instanceof Map<?, ?> read) {
      read.forEach((name, value) -> members.put(String.valueOf(name), value));
    }
    return members;
  }
}
