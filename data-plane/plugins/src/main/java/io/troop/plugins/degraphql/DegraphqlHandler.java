package io.troop.plugins.degraphql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Service;
import io.troop.plugin.json.Json;
import io.troop.plugin.log.QueryArguments;
import java.net.URLDecoder;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Puts the query of the route that matches in place of the request. *Thread-safe.*
final class DegraphqlHandler implements Handler.OnRequest {
  private static final int MOST_KEPT = 10_000;

  private final DegraphqlConfig config;
  private final Map<List<DegraphqlRoute>, List<QueryRoute>> ready = new ConcurrentHashMap<>();

  @SuppressWarnings("UnusedVariable")
  DegraphqlHandler(DegraphqlConfig config, Host host) {
    this.config = config;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Service service = exchange.service();
    if (service == null) {
      return Verdict.PROCEED;
    }
    String path = path(exchange.outbound().path(), service.path());
    for (QueryRoute route : routes(exchange, service)) {
      Map<String, String> parts = route.match(exchange.request().method(), path);
      if (parts != null) {
        ask(exchange, route, parts);
        return Verdict.PROCEED;
      }
    }
    return Verdict.error(404, "Not Found");
  }

  private List<QueryRoute> routes(Exchange exchange, Service service) {
    List<DegraphqlRoute> routes =
        exchange.entities().of(DegraphqlRoute.class, "service", service.id());
    if (ready.size() > MOST_KEPT) {
      ready.clear();
    }
    return ready.computeIfAbsent(
        routes,
        each ->
            each.stream()
                .map(QueryRoute::new)
                .sorted(Comparator.comparingInt(QueryRoute::variableParts))
                .toList());
  }

  /// The path behind the route's and the service's own.
  private static String path(String outbound, @Nullable String own) {
    String prefix = own == null || own.equals("/") ? "" : own.replaceAll("/$", "");
    String path = outbound.startsWith(prefix) ? outbound.substring(prefix.length()) : outbound;
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private void ask(Exchange exchange, QueryRoute route, Map<String, String> parts) {
    Map<String, @Nullable Object> values =
        new LinkedHashMap<>(QueryArguments.of(exchange.request().query()));
    values.putAll(parts);
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("query", route.query());
    body.put("variables", route.variables(values));
    Exchange.Outbound outbound = exchange.outbound();
    outbound.method("POST");
    outbound.path(config.graphqlServerPath());
    outbound.query(null);
    outbound.headers().set("Content-Type", "application/json");
    outbound.body(Unpooled.wrappedBuffer(Json.write(body).getBytes(UTF_8)));
  }
}
