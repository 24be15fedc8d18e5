package io.troop.plugins.proxycache;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.NodeEndpoint;
import io.troop.plugin.tools.Orders;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Kong's calls of the Admin API about the cache, as this node answers them. *Thread-safe.*
record CacheOrders(AnswerCache cache, InstantSource clock) implements Orders.Taker {
  private static final String ALL = "/proxy-cache";
  private static final String ONE = "/proxy-cache/{key}";
  private static final String ONE_OF_PLUGIN = "/proxy-cache/{plugin}/caches/{key}";

  static final List<NodeEndpoint> ENDPOINTS =
      List.of(
          new NodeEndpoint("DELETE", ALL, true),
          new NodeEndpoint("GET", ONE, false),
          new NodeEndpoint("DELETE", ONE, false),
          new NodeEndpoint("GET", ONE_OF_PLUGIN, false),
          new NodeEndpoint("DELETE", ONE_OF_PLUGIN, false));

  @Override
  public Orders.Reply take(Orders.Order order) {
    if (order.path().equals(ALL)) {
      cache.clear();
      return Orders.Reply.DONE;
    }
    // All instances share one cache, so the plugin in the path makes no difference.
    String key = order.parameters().getLast();
    if (order.method().equals("DELETE")) {
      return cache.remove(key) ? Orders.Reply.DONE : Orders.Reply.NOTHING;
    }
    CachedAnswer answer = cache.get(key, clock.millis());
    return answer == null ? Orders.Reply.NOTHING : new Orders.Reply(true, document(answer));
  }

  private static Map<String, @Nullable Object> document(CachedAnswer answer) {
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    answer.headers().forEach(header -> headers.put(header.getKey(), header.getValue()));
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("status", answer.status());
    out.put("headers", headers);
    out.put("body", new String(answer.body(), UTF_8));
    out.put("body_len", answer.body().length);
    out.put("timestamp", answer.storedAt());
    out.put("ttl", answer.ttl());
    out.put("version", 1);
    return out;
  }
}
