package io.troop.control.order;

import io.troop.control.admin.Answer;
import io.troop.control.admin.Call;
import io.troop.control.admin.EndpointSource;
import io.troop.control.admin.Endpoints;
import io.troop.plugin.Catalog;
import io.troop.plugin.NodeEndpoint;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.tools.Orders;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/// The calls that plugins have nodes answer.
@Component
class OrderEndpoints implements EndpointSource {
  private static final Duration LIMIT = Duration.ofSeconds(3);

  private final Catalog catalog;
  private final FleetOrders nodes;

  OrderEndpoints(Catalog catalog, FleetOrders nodes) {
    this.catalog = catalog;
    this.nodes = nodes;
  }

  @Override
  public void addTo(Endpoints endpoints) {
    for (PluginSpec<?> plugin : catalog.plugins().values()) {
      for (NodeEndpoint endpoint : plugin.endpoints()) {
        endpoints.add(
            endpoint.method(), endpoint.path(), call -> answer(plugin.name(), endpoint, call));
      }
    }
  }

  private Answer answer(String plugin, NodeEndpoint endpoint, Call call) {
    Orders.Order order = new Orders.Order(endpoint.method(), endpoint.path(), call.parameters());
    return answer(endpoint, nodes.ask(call.controlPlane(), plugin, order, LIMIT));
  }

  static Answer answer(NodeEndpoint endpoint, List<Orders.Reply> replies) {
    for (Orders.Reply reply : replies) {
      if (reply.found() && reply.document() != null) {
        return Answer.ok(reply.document());
      }
    }
    return endpoint.succeedsAnyway() || replies.stream().anyMatch(Orders.Reply::found)
        ? Answer.noContent()
        : Answer.notFound();
  }
}
