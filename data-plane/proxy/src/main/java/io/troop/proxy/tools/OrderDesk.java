package io.troop.proxy.tools;

import io.troop.plugin.tools.Metrics;
import io.troop.plugin.tools.Orders;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// Brings orders of the control plane to the plugins they are for. *Thread-safe.*
public final class OrderDesk implements Orders {
  private final Map<String, List<Taker>> takers = new ConcurrentHashMap<>();

  @Override
  public Metrics.Registration take(String plugin, Taker taker) {
    List<Taker> all = takers.computeIfAbsent(plugin, _ -> new CopyOnWriteArrayList<>());
    all.add(taker);
    return () -> all.remove(taker);
  }

  /// Asks everybody who answers for a plugin, and gives the first document, if there is one.
  public Reply ask(String plugin, Order order) {
    Reply answer = Reply.NOTHING;
    for (Taker taker : takers.getOrDefault(plugin, List.of())) {
      Reply reply = taker.take(order);
      if (reply.found() && (!answer.found() || answer.document() == null)) {
        answer = reply;
      }
    }
    return answer;
  }
}
