package io.troop.plugins.requesttermination;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.plugin.json.Json;
import io.troop.plugin.log.QueryArguments;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Answers with the request itself, to find out what arrives. *Thread-safe.*
final class EchoHandler implements Handler.OnRequestAsync {
  private static final int LIMIT = 1 << 20;

  private final RequestTerminationConfig config;
  private final Host host;

  EchoHandler(RequestTerminationConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    if (!config.isTriggered(exchange)) {
      return Mono.just(Verdict.PROCEED);
    }
    return exchange.request().body(LIMIT).map(body -> echo(exchange, body));
  }

  private Verdict echo(Exchange exchange, ByteBuf body) {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("message", config.text());
    all.put("kong", Map.of("node_id", host.nodeId().toString()));
    all.put("request", request(exchange.request(), body.toString(StandardCharsets.UTF_8)));
    Route route = exchange.route();
    Service service = exchange.service();
    all.put("matched_route", route == null ? null : named(route.id().toString(), route.name()));
    all.put(
        "matched_service", service == null ? null : named(service.id().toString(), service.name()));
    return Verdict.json(config.statusCode(), Json.write(all));
  }

  private static Map<String, @Nullable Object> request(Exchange.Request request, String body) {
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("scheme", request.scheme());
    shown.put("host", request.host());
    shown.put("port", (long) request.port());
    Map<String, @Nullable Object> headers = new LinkedHashMap<>();
    request
        .headers()
        .forEach((name, value) ->
            headers.merge(
                name.toLowerCase(Locale.ROOT), value, (one, other) -> one + ", " + other));
    shown.put("headers", headers);
    shown.put("query", QueryArguments.of(request.query()));
    shown.put("raw_body", body);
    shown.put("method", request.method());
    shown.put("path", request.path());
    return shown;
  }

  private static Map<String, @Nullable Object> named(String id, @Nullable String name) {
    Map<String, @Nullable Object> entity = new LinkedHashMap<>();
    entity.put("id", id);
    entity.put("name", name);
    return entity;
  }
}
