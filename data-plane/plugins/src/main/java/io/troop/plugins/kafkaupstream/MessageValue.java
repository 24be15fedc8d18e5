package io.troop.plugins.kafkaupstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.form.RequestDocuments;
import io.troop.plugin.form.UnreadableBody;
import io.troop.plugin.log.LogEntry;
import io.troop.plugin.log.QueryArguments;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
      out.put("headers", LogEntry.headers(request.headers()));
    }
    if (config.forwardBody() && body.length > 0) {
      body(body, request.headers().get("content-type"), out);
    }
    return out;
  }

  private static void body(
      byte[] body, @Nullable String contentType, Map<String, @Nullable Object> out)
      throws UnreadableBody {
    String type = RequestDocuments.mediaType(contentType);
    if (type.equals("application/json")) {
      // A body of null has no arguments, and says so.
      out.put("body", new String(body, UTF_8));
      out.put("body_args", RequestDocuments.body(contentType, body).orElse(null));
      return;
    }
    Optional<Object> arguments = RequestDocuments.body(contentType, body);
    if (arguments.isPresent()) {
      out.put("body", new String(body, UTF_8));
      out.put("body_args", arguments.get());
    } else if (TEXTS.contains(type)) {
      out.put("body", new String(body, UTF_8));
    } else {
      out.put("body", Base64.getEncoder().encodeToString(body));
      out.put("body_base64", true);
    }
  }
}
