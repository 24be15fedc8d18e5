package io.troop.plugins.kafkaupstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.log.QueryArguments;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request as the document that a message's value is. *Stateless.*
final class MessageValue {
  private static final Set<String> TEXTS =
      Set.of("text/plain", "text/html", "application/xml", "text/xml", "application/soap+xml");

  private MessageValue() {}

  static Map<String, @Nullable Object> of(
      KafkaUpstreamConfig config, Exchange exchange, byte[] body) throws UnreadableBody {
    Exchange.Request request = exchange.request();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    if (config.forwardMethod()) {
      out.put("method", request.method());
    }
    if (config.forwardUri()) {
      String query = request.query();
      out.put("uri", query == null ? request.path() : request.path() + "?" + query);
      out.put("uri_args", QueryArguments.of(query));
    }
    if (config.forwardHeaders()) {
      out.put("headers", headers(request.headers()));
    }
    if (config.forwardBody() && body.length > 0) {
      body(body, request.headers().get("content-type"), out);
    }
    return out;
  }

  private static Map<String, @Nullable Object> headers(Headers headers) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    headers.forEach(
        (name, value) -> out.merge(name.toLowerCase(Locale.ROOT), value, MessageValue::joined));
    return out;
  }

  private static Object joined(Object before, Object value) {
    List<Object> all = new ArrayList<>();
    if (before instanceof List<?> list) {
      all.addAll(list);
    } else {
      all.add(before);
    }
    all.add(value);
    return all;
  }

  private static void body(
      byte[] body, @Nullable String contentType, Map<String, @Nullable Object> out)
      throws UnreadableBody {
    String type = mediaType(contentType);
    if (type.equals("application/x-www-form-urlencoded")) {
      out.put("body", new String(body, UTF_8));
      out.put("body_args", QueryArguments.of(new String(body, UTF_8)));
    } else if (type.equals("application/json")) {
      out.put("body", new String(body, UTF_8));
      out.put("body_args", json(body));
    } else if (type.equals("multipart/form-data")) {
      out.put("body", new String(body, UTF_8));
      out.put("body_args", MultipartForm.of(body, contentType));
    } else if (TEXTS.contains(type)) {
      out.put("body", new String(body, UTF_8));
    } else {
      out.put("body", Base64.getEncoder().encodeToString(body));
      out.put("body_base64", true);
    }
  }

  private static String mediaType(@Nullable String contentType) {
    if (contentType == null) {
      return "";
    }
    int end = contentType.indexOf(';');
    return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object json(byte[] body) throws UnreadableBody {
    try {
      return Json.parse(body);
    } catch (JsonException e) {
      throw new UnreadableBody("the request's body is no JSON: " + e.getMessage(), e);
    }
  }
}
