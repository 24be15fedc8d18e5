package io.troop.plugins.requesttermination;

import io.troop.plugin.Exchange;
import io.troop.plugin.schema.annotation.CheckedBy;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Doc;
import io.troop.plugin.schema.annotation.Is;
import io.troop.plugin.schema.annotation.Range;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.schema.annotation.Typedef;
import io.troop.plugin.schema.annotation.Validator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of `request-termination`. *Immutable.*
@CheckedBy(RequestTerminationConfig.Rules.class)
record RequestTerminationConfig(
    @Doc("The status to answer with.") @Required @Default("503") @Range(min = 100, max = 599)
        int statusCode,
    @Doc("The message of the answer's JSON body.") @Nullable String message,
    @Doc("The content type of the body as configured.") @Nullable String contentType,
    @Doc("The whole body of the answer, in place of one with a message.") @Nullable String body,
    @Doc("Whether the answer shows the request.") @Required @Default("false") boolean echo,
    @Doc("A header or query argument without which the request goes on.") @Is(Typedef.HEADER_NAME)
        @Nullable String trigger) {

  /// Whether this request is to be answered.
  boolean isTriggered(Exchange exchange) {
    return trigger == null
        || exchange.request().headers().contains(trigger)
        || !exchange.request().queryValues(trigger).isEmpty();
  }

  /// The message as configured, else Kong's usual one; null for a status without.
  @Nullable String text() {
    return message != null
        ? message
        : switch (statusCode) {
          case 401 -> "Unauthorized";
          case 404 -> "Not found";
          case 405 -> "Method not allowed";
          case 500 -> "An unexpected error occurred";
          case 502 -> "Bad Gateway";
          case 503 -> "Service unavailable";
          default -> null;
        };
  }

  /// What excludes what.
  static final class Rules implements Validator {
    @Override
    public @Nullable String violation(Object value) {
      Map<?, ?> config = (Map<?, ?>) value;
      boolean type = isThere(config.get("content_type"));
      boolean body = isThere(config.get("body"));
      if (isThere(config.get("message")) && (type || body)) {
        return "message cannot be used with content_type or body";
      }
      if (type && !body) {
        return "content_type requires a body";
      }
      return Boolean.TRUE.equals(config.get("echo")) && (type || body)
          ? "echo cannot be used with content_type and body"
          : null;
    }

    private static boolean isThere(@Nullable Object text) {
      return text instanceof String string && !string.isEmpty();
    }
  }
}
