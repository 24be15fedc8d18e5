package io.troop.proxy.pipeline;

import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.proxy.http.HeaderBlock;
import io.troop.proxy.http.KnownHeader;
import io.troop.proxy.http.RequestHead;
import io.troop.proxy.http.ResponseHead;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which headers of an answer go to the client, and which the gateway adds: Kong's
/// `runloop/handler.lua` and its nginx template.
final class ResponseRules {

  private static final String OUR_VIA = "1.1 " + PipelineSettings.SERVER;

  private ResponseRules() {}

  /// Takes out of an upstream's answer what concerns the upstream's connection only.
  ///
  /// @param client the request: `Trailer` stays for clients that take trailers
  static void strip(ResponseHead head, RequestHead client) {
    HeaderBlock headers = head.headers();
    head.connection().removeNamed(headers);
    boolean switches = head.status() == 101;
    for (int place = headers.places() - 1; place >= 0; place--) {
      KnownHeader name = headers.known(place);
      if (name == null) {
        continue;
      }
      switch (name) {
        case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING -> headers.removeAt(place);
        // What an upstream has to say to nginx, which never passes it on.
        case X_ACCEL_BUFFERING,
            X_ACCEL_CHARSET,
            X_ACCEL_EXPIRES,
            X_ACCEL_LIMIT_RATE,
            X_ACCEL_REDIRECT,
            X_PAD ->
            headers.removeAt(place);
        case TRAILER -> {
          if (!ForwardingRules.wantsTrailers(client)) {
            headers.removeAt(place);
          }
        }
        case UPGRADE -> {
          if (!switches) {
            headers.removeAt(place);
          }
        }
        default -> {}
      }
    }
  }

  /// Sets a cookie, in place of the upstream's of the same name.
  static void setCookie(HeaderBlock headers, String cookie) {
    String prefix = cookie.substring(0, cookie.indexOf('=') + 1);
    List<String> others =
        headers.all("Set-Cookie").stream().filter(line -> !line.startsWith(prefix)).toList();
    headers.remove("Set-Cookie");
    others.forEach(line -> headers.add("Set-Cookie", line));
    headers.add("Set-Cookie", cookie);
  }

  /// Adds the headers that tell how the answer came about. An upstream's own `Server` and `Date`
  /// are kept.
  static void stamp(HttpExchange exchange) {
    HeaderBlock headers = exchange.response().headers();
    PipelineSettings.Sent sent = exchange.settings().sent();
    addCharset(headers, exchange.settings().charset());
    if (exchange.wasProxied()) {
      stampProxied(exchange, headers, sent);
    } else {
      if (sent.responseLatency()) {
        headers.set(
            KnownHeader.X_KONG_RESPONSE_LATENCY,
            Long.toString(exchange.timings().totalNanos() / 1_000_000));
      }
      headers.remove(KnownHeader.SERVER);
      if (sent.server()) {
        headers.add(KnownHeader.SERVER, PipelineSettings.SERVER_BYTES);
      }
    }
    if (exchange.settings().debugHeaders() && exchange.head().headers().get("Kong-Debug") != null) {
      addDebug(exchange, headers);
    }
    if (!headers.contains(KnownHeader.DATE)) {
      headers.add(KnownHeader.DATE, exchange.downstream().loop().date());
    }
    if (sent.requestId()) {
      headers.remove(KnownHeader.X_KONG_REQUEST_ID);
      headers.add(KnownHeader.X_KONG_REQUEST_ID, exchange.idBytes());
    }
  }

  private static void addDebug(HttpExchange exchange, HeaderBlock headers) {
    Route route = exchange.route();
    if (route != null) {
      headers.set("Kong-Route-Id", route.id().toString());
      set(headers, "Kong-Route-Name", route.name());
    }
    Service service = exchange.service();
    if (service != null) {
      headers.set("Kong-Service-Id", service.id().toString());
      set(headers, "Kong-Service-Name", service.name());
    }
  }

  private static void set(HeaderBlock headers, String name, @Nullable String value) {
    if (value != null) {
      headers.set(name, value);
    }
  }

  private static void stampProxied(
      HttpExchange exchange, HeaderBlock headers, PipelineSettings.Sent sent) {
    if (sent.upstreamLatency()) {
      headers.remove(KnownHeader.X_KONG_UPSTREAM_LATENCY);
      headers.add(KnownHeader.X_KONG_UPSTREAM_LATENCY, exchange.upstreamMillis());
    }
    if (sent.proxyLatency()) {
      headers.remove(KnownHeader.X_KONG_PROXY_LATENCY);
      headers.add(KnownHeader.X_KONG_PROXY_LATENCY, exchange.proxyMillis());
    }
    if (sent.upstreamStatus()) {
      headers.set(KnownHeader.X_KONG_UPSTREAM_STATUS, Integer.toString(exchange.upstreamStatus()));
    }
    if (sent.via()) {
      String via = headers.get(KnownHeader.VIA);
      String ours = exchange.outbound().isGrpc() ? "2 " + PipelineSettings.SERVER : OUR_VIA;
      headers.set(KnownHeader.VIA, via == null ? ours : via + ", " + ours);
    }
    if (sent.server() && !headers.contains(KnownHeader.SERVER)) {
      headers.add(KnownHeader.SERVER, PipelineSettings.SERVER_BYTES);
    }
  }

  /// nginx's `charset`, for the types it applies it to.
  private static void addCharset(HeaderBlock headers, String charset) {
    if (charset.isEmpty()) {
      return;
    }
    int place = headers.find(KnownHeader.CONTENT_TYPE, 0);
    if (place < 0) {
      return;
    }
    String completed = withCharset(headers.valueAt(place), charset);
    if (completed != null) {
      headers.set(KnownHeader.CONTENT_TYPE, completed);
    }
  }

  private static @Nullable String withCharset(String type, String charset) {
    if (type.startsWith("application/json") || type.indexOf(';') >= 0) {
      return null;
    }
    return switch (type.strip().toLowerCase(Locale.ROOT)) {
      case "text/html",
          "text/xml",
          "text/plain",
          "text/vnd.wap.wml",
          "application/javascript",
          "application/rss+xml" ->
          type + "; charset=" + charset;
      default -> null;
    };
  }
}
