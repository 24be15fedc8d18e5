package io.troop.plugins.awslambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Route;
import io.troop.plugin.form.RequestDocuments;
import io.troop.plugin.form.UnreadableBody;
import io.troop.plugin.log.LogEntry;
import io.troop.plugin.log.QueryArguments;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the function gets (Kong's `aws-lambda/request-util.lua`). *Stateless.*
final class Payload {
  private static final Set<String> TEXTS =
      Set.of("text/plain", "text/html", "application/xml", "text/xml", "application/soap+xml");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private Payload() {}

  static Object of(AwsLambdaConfig config, Exchange exchange, byte[] body) {
    if (config.awsgatewayCompatible()) {
      return gateway(config, exchange, body);
    }
    return config.forwards() ? forwarded(config, exchange, body) : merged(exchange, body);
  }

  /// The arguments of the query and of the body; the body's win. A list alone stays one.
  private static Object merged(Exchange exchange, byte[] body) {
    Map<String, @Nullable Object> out = QueryArguments.of(exchange.request().query());
    Object said = arguments(exchange, body).orElse(null);
    if (said instanceof List<?> list && out.isEmpty()) {
      return list;
    }
    if (said instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        out.put(Integer.toString(i + 1), list.get(i));
      }
    } else if (said instanceof Map<?, ?> fields) {
      fields.forEach((name, value) -> out.put(String.valueOf(name), value));
    }
    return out;
  }

  /// The arguments of the body; empty when there are none that can be read.
  private static Optional<Object> arguments(Exchange exchange, byte[] body) {
    try {
      return RequestDocuments.body(exchange.request().headers().get("content-type"), body);
    } catch (UnreadableBody e) {
      return Optional.empty();
    }
  }

  private static Map<String, @Nullable Object> forwarded(
      AwsLambdaConfig config, Exchange exchange, byte[] body) {
    Exchange.Request request = exchange.request();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (config.forwardRequestMethod()) {
      out.put("request_method", request.method());
    }
    if (config.forwardRequestHeaders()) {
      out.put("request_headers", LogEntry.headers(request.headers()));
    }
    if (config.forwardRequestUri()) {
      String query = request.query();
      out.put("request_uri", query == null ? request.path() : request.path() + "?" + query);
      out.put("request_uri_args", QueryArguments.of(query));
    }
    if (config.forwardRequestBody()) {
      forwardBody(config, exchange, body, out);
    }
    return out;
  }

  private static void forwardBody(
      AwsLambdaConfig config, Exchange exchange, byte[] body, Map<String, @Nullable Object> out) {
    String type = RequestDocuments.mediaType(exchange.request().headers().get("content-type"));
    boolean form =
        type.equals("application/json")
            || type.equals("application/x-www-form-urlencoded")
            || type.equals("multipart/form-data");
    if (!form && !TEXTS.contains(type) && config.base64EncodeBody()) {
      out.put("request_body", Base64.getEncoder().encodeToString(body));
      out.put("request_body_base64", true);
    } else {
      out.put("request_body", new String(body, UTF_8));
    }
    Optional<Object> arguments = arguments(exchange, body);
    if (arguments.isPresent()) {
      out.put("request_body_args", arguments.get());
    } else if (!form) {
      out.put("request_body_args", Map.of());
    }
  }

  /// What API Gateway sends, in its version 1.0.
  private static Map<String, @Nullable Object> gateway(
      AwsLambdaConfig config, Exchange exchange, byte[] body) {
    Exchange.Request request = exchange.request();
    Map<String, @Nullable Object> headers = LogEntry.headers(request.headers());
    Map<String, @Nullable Object> query = QueryArguments.of(request.query());
    boolean encodes = config.base64EncodeBody();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("version", "1.0");
    out.put("resource", resource(exchange));
    out.put("path", exchange.outbound().path());
    out.put("httpMethod", request.method());
    out.put("headers", firsts(headers));
    out.put("multiValueHeaders", lists(headers));
    out.put("pathParameters", exchange.captures().named());
    out.put("queryStringParameters", firsts(query));
    out.put("multiValueQueryStringParameters", lists(query));
    out.put("body", encodes ? Base64.getEncoder().encodeToString(body) : new String(body, UTF_8));
    out.put("isBase64Encoded", encodes);
    out.put("requestContext", context(exchange, headers));
    return out;
  }

  private static Map<String, @Nullable Object> context(
      Exchange exchange, Map<String, @Nullable Object> headers) {
    Exchange.Request request = exchange.request();
    Map<String, @Nullable Object> identity = new LinkedHashMap<>();
    identity.put("sourceIp", NetUtil.toAddressString(request.peer()));
    if (headers.get("user-agent") != null) {
      identity.put("userAgent", headers.get("user-agent"));
    }
    String path = exchange.outbound().path();
    int dot = request.host().indexOf('.');
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("path", path);
    out.put("protocol", "HTTP/" + request.httpVersion());
    out.put("httpMethod", request.method());
    out.put("domainName", request.host());
    out.put("domainPrefix", dot < 0 ? request.host() : request.host().substring(0, dot));
    out.put("identity", identity);
    out.put("requestId", exchange.id());
    out.put("requestTime", TIME.format(exchange.startedAt()));
    out.put("requestTimeEpoch", exchange.startedAt().toEpochMilli());
    out.put("resourcePath", path);
    return out;
  }

  /// The path of the route: the longest that begins the request's, else the first.
  private static @Nullable String resource(Exchange exchange) {
    Route route = exchange.route();
    List<String> paths = route == null ? null : route.paths();
    if (paths == null || paths.isEmpty()) {
      return null;
    }
    String found = null;
    for (String path : paths) {
      if (exchange.request().path().startsWith(path)
          && (found == null || path.length() > found.length())) {
        found = path;
      }
    }
    String first = found == null ? paths.getFirst() : found;
    return first.startsWith("~") ? first.substring(1) : first;
  }

  private static Map<String, @Nullable Object> firsts(Map<String, @Nullable Object> values) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> out.put(name, value instanceof List<?> list ? list.getFirst() : value));
    return out;
  }

  private static Map<String, @Nullable Object> lists(Map<String, @Nullable Object> values) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    values.forEach((name, value) ->
        out.put(name, value instanceof List<?> || value == null ? value : List.of(value)));
    return out;
  }
}
