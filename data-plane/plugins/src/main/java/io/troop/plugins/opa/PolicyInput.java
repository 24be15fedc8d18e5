package io.troop.plugins.opa;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.json.Json;
import io.troop.plugin.log.EntityDocuments;
import io.troop.plugin.log.LogEntry;
import io.troop.plugin.log.QueryArguments;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a policy gets to know about a request. *Stateless.*
final class PolicyInput {

  private PolicyInput() {}

  /// @throws io.troop.plugin.json.JsonException when a body to be parsed is no JSON
  static Map<String, @Nullable Object> of(OpaConfig config, Exchange exchange, byte[] body) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    Map<String, @Nullable Object> request = new LinkedHashMap<>();
    request.put("http", http(config, exchange.request(), body));
    out.put("request", request);
    out.put("client_ip", NetUtil.toAddressString(exchange.request().clientAddress()));
    if (config.includeServiceInOpaInput() && exchange.service() != null) {
      out.put("service", EntityDocuments.of(exchange.service()));
    }
    if (config.includeRouteInOpaInput() && exchange.route() != null) {
      out.put("route", EntityDocuments.of(exchange.route()));
    }
    if (config.includeConsumerInOpaInput() && exchange.identity().consumer() != null) {
      out.put("consumer", EntityDocuments.of(exchange.identity().consumer()));
    }
    return out;
  }

  private static Map<String, @Nullable Object> http(
      OpaConfig config, Exchange.Request request, byte[] body) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("host", request.host());
    out.put("port", Integer.toString(request.port()));
    out.put("tls", tls(request.tls()));
    out.put("method", request.method());
    out.put("scheme", request.scheme());
    out.put("path", request.path());
    out.put("querystring", QueryArguments.of(request.query()));
    out.put("headers", LogEntry.headers(request.headers()));
    if (config.includeBodyInOpaInput()) {
      out.put("body", new String(body, UTF_8));
      out.put("body_size", body.length);
    }
    String type = request.headers().get("content-type");
    if (config.includeParsedJsonBodyInOpaInput()
        && type != null
        && type.toLowerCase(Locale.ROOT).startsWith("application/json")
        && body.length > 0) {
      out.put("parsed_body", Json.parse(body));
    }
    return out;
  }

  private static Map<String, @Nullable Object> tls(Exchange.@Nullable Tls tls) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (tls != null) {
      out.put("version", tls.version());
      out.put("cipher", tls.cipher());
    }
    return out;
  }
}
