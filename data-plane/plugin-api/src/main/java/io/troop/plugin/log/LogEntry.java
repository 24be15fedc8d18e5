package io.troop.plugin.log;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.json.Repeated;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// An exchange as a document for logs (`kong/pdk/log.lua`, `serialize`): the one shape of all log
/// plugins. Absent facts are left out. *Stateless.*
public final class LogEntry {
  private static final Set<String> REDACTED = Set.of("authorization", "proxy-authorization");

  private LogEntry() {}

  /// The document of an exchange that has ended. The caller owns it and may change it.
  public static Map<String, @Nullable Object> of(Exchange exchange) {
    Exchange.Workspace workspace = exchange.workspace();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    Exchange.Session session = exchange.session();
    if (session == null) {
      out.put("request", request(exchange));
      out.put("upstream_uri", upstreamUri(exchange));
      out.put("upstream_status", upstreamStatus(exchange));
      out.put("response", response(exchange));
      out.put("latencies", latencies(exchange));
    } else {
      putSession(out, session, exchange);
    }
    List<Exchange.Attempt> attempts = exchange.attempts();
    if (exchange.route() != null || !attempts.isEmpty()) {
      out.put("tries", attempts.stream().map(LogEntry::attempt).toList());
    }
    putPresent(out, "authenticated_entity", credential(exchange.identity()));
    putPresent(out, "route", EntityDocuments.route(exchange));
    putPresent(out, "service", EntityDocuments.service(exchange));
    putPresent(out, "consumer", EntityDocuments.consumer(exchange));
    out.put("client_ip", NetUtil.toAddressString(exchange.request().clientAddress()));
    out.put("started_at", exchange.startedAt().toEpochMilli());
    if (session == null) {
      out.put("source", source(exchange.response()));
    }
    putPresent(out, "workspace", workspace.id() == null ? null : workspace.id().toString());
    out.put("workspace_name", workspace.name());
    exchange.logValues().forEach((key, value) -> LogValues.put(out, key, value));
    return out;
  }

  /// Header lines as a document: names in lower case; a header with one line is a text, with more a
  /// list. Nothing is redacted.
  public static Map<String, @Nullable Object> headers(Headers headers) {
    return headers(headers, false);
  }

  /// Who made the answer: `upstream` or `kong`.
  static String source(Exchange.Response response) {
    return response.fromUpstream() ? "upstream" : "kong";
  }

  /// A connection that is no HTTP has other facts.
  private static void putSession(
      Map<String, @Nullable Object> out, Exchange.Session session, Exchange exchange) {
    Exchange.Timings timings = exchange.timings();
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    putPresent(facts, "tls", tls(exchange.request().tls()));
    facts.put("received", session.received());
    facts.put("sent", session.sent());
    facts.put("status", session.status());
    facts.put("server_port", session.port());
    out.put("session", facts);
    Map<String, @Nullable Object> upstream = new LinkedHashMap<>();
    upstream.put("received", session.upstreamReceived());
    upstream.put("sent", session.upstreamSent());
    out.put("upstream", upstream);
    Map<String, @Nullable Object> latencies = new LinkedHashMap<>();
    latencies.put("kong", Math.max(0, millis(timings.proxyNanos())));
    latencies.put("session", millis(timings.totalNanos()));
    out.put("latencies", latencies);
  }

  private static Map<String, @Nullable Object> request(Exchange exchange) {
    Exchange.Request request = exchange.request();
    String uri = withQuery(request.path(), request.query());
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("id", exchange.id());
    out.put("uri", uri);
    out.put("url", request.scheme() + "://" + request.host() + ":" + request.port() + uri);
    out.put("querystring", QueryArguments.of(request.query()));
    out.put("method", request.method());
    out.put("headers", headers(request.headers(), true));
    out.put("size", request.bytesReceived());
    putPresent(out, "tls", tls(request.tls()));
    return out;
  }

  /// How a client's connection is secured; null when it is not.
  private static @Nullable Map<String, @Nullable Object> tls(Exchange.@Nullable Tls tls) {
    if (tls == null) {
      return null;
    }
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("version", tls.version());
    facts.put("cipher", tls.cipher());
    facts.put("client_verify", tls.certificates().isEmpty() ? "NONE" : "SUCCESS");
    return facts;
  }

  private static String withQuery(String path, @Nullable String query) {
    return query == null ? path : path + "?" + query;
  }

  private static String upstreamUri(Exchange exchange) {
    return exchange.route() == null
        ? ""
        : withQuery(exchange.outbound().path(), exchange.outbound().query());
  }

  /// The status of each try, in order, as nginx tells them.
  private static String upstreamStatus(Exchange exchange) {
    int status = exchange.response().upstreamStatus();
    List<Exchange.Attempt> attempts = exchange.attempts();
    if (attempts.size() < 2) {
      return status == 0 ? "" : Integer.toString(status);
    }
    return attempts.stream()
        .map(attempt -> String.valueOf(attempt.code() == null ? status : attempt.code()))
        .collect(Collectors.joining(", "));
  }

  private static Map<String, @Nullable Object> response(Exchange exchange) {
    Exchange.Response response = exchange.response();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("status", response.status());
    out.put("headers", headers(response.headers(), false));
    out.put("size", response.totalBytesSent());
    return out;
  }

  private static Map<String, @Nullable Object> latencies(Exchange exchange) {
    Exchange.Timings timings = exchange.timings();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("kong", Math.max(0, millis(timings.proxyNanos())));
    out.put("proxy", millis(timings.upstreamNanos()));
    out.put("request", millis(timings.totalNanos()));
    out.put("receive", Math.max(0, millis(timings.receiveNanos())));
    return out;
  }

  private static long millis(long nanos) {
    return nanos < 0 ? -1 : nanos / 1_000_000;
  }

  private static Map<String, @Nullable Object> attempt(Exchange.Attempt attempt) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("ip", NetUtil.toAddressString(attempt.address()));
    out.put("port", attempt.port());
    out.put("balancer_start", attempt.startedAt().toEpochMilli());
    out.put("balancer_start_ns", nanosOfEpoch(attempt.startedAt()));
    out.put("balancer_latency", attempt.nanos() / 1_000_000);
    out.put("balancer_latency_ns", attempt.nanos());
    putPresent(out, "state", attempt.state());
    putPresent(out, "code", attempt.code());
    return out;
  }

  private static long nanosOfEpoch(java.time.Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }

  private static @Nullable Map<String, @Nullable Object> credential(Exchange.Identity identity) {
    if (identity.credential() == null) {
      return null;
    }
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    putPresent(out, "id", identity.storedId());
    putPresent(
        out,
        "consumer_id",
        identity.consumerId() == null ? null : String.valueOf(identity.consumerId()));
    return out;
  }

  static Map<String, @Nullable Object> headers(Headers headers, boolean redact) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    headers.forEach((rawName, value) -> {
      String name = rawName.toLowerCase(Locale.ROOT);
      if (redact && REDACTED.contains(name)) {
        out.put(name, "REDACTED");
      } else {
        out.merge(name, value, Repeated::joined);
      }
    });
    return out;
  }

  private static void putPresent(
      Map<String, @Nullable Object> out, String name, @Nullable Object value) {
    if (value != null) {
      out.put(name, value);
    }
  }
}
