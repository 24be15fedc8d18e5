package io.troop.plugins.requesttermination;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.form.RequestDocuments;
import io.troop.plugin.form.UnreadableBody;
import io.troop.plugin.json.Json;
import io.troop.plugin.log.EntityDocuments;
import io.troop.plugin.log.LogEntry;
import io.troop.plugin.log.QueryArguments;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Answers with the request itself, to find out what arrives. *Thread-safe.*
final class EchoHandler implements Handler.OnRequestAsync {
  private static final int LIMIT = 1 << 20;
  private static final String HOSTNAME = hostname();

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
    return exchange
        .request()
        .body(LIMIT)
        .map(body -> echo(exchange, body))
        .onErrorResume(
            Exchange.BodyTooLarge.class,
            _ -> Mono.fromSupplier(() -> echo(exchange, Unpooled.EMPTY_BUFFER)));
  }

  private Verdict echo(Exchange exchange, ByteBuf body) {
    byte[] bytes = ByteBufUtil.getBytes(body);
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    putPresent(all, "message", config.text());
    all.put(
        "kong",
        Map.of(
            "node_id",
            host.nodeId().toString(),
            "worker_pid",
            ProcessHandle.current().pid(),
            "hostname",
            HOSTNAME));
    all.put("request", request(exchange, bytes));
    putPresent(all, "matched_route", EntityDocuments.route(exchange));
    putPresent(all, "matched_service", EntityDocuments.service(exchange));
    return Verdict.json(config.statusCode(), Json.write(all));
  }

  private static Map<String, @Nullable Object> request(Exchange exchange, byte[] body) {
    Exchange.Request request = exchange.request();
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    shown.put("scheme", request.scheme());
    shown.put("host", request.host());
    shown.put("port", (long) request.port());
    shown.put("headers", LogEntry.headers(request.headers()));
    shown.put("query", QueryArguments.of(request.query()));
    putPresent(shown, "body", fields(request.headers().get("Content-Type"), body));
    shown.put("raw_body", new String(body, UTF_8));
    shown.put("method", request.method());
    shown.put("path", request.path());
    Exchange.Captures captures = exchange.captures();
    shown.put("uri_captures", Map.of("unnamed", captures.numbered(), "named", captures.named()));
    return shown;
  }

  /// What a form or JSON says; null for any other body.
  private static @Nullable Object fields(@Nullable String contentType, byte[] body) {
    try {
      return RequestDocuments.body(contentType, body).orElse(null);
    } catch (UnreadableBody e) {
      return null;
    }
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static void putPresent(
      Map<String, @Nullable Object> document, String name, @Nullable Object value) {
    if (value != null) {
      document.put(name, value);
    }
  }
}
