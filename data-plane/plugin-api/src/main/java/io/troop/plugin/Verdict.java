package io.troop.plugin;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a plugin decides about a request. *Immutable.*
public sealed interface Verdict {

  /// The request goes on to the next plugin, and at last to the upstream.
  record Proceed() implements Verdict {}

  /// The gateway answers; no later plugin of this phase runs, and nothing reaches the upstream.
  ///
  /// @param status the HTTP status
  /// @param headers name and value pairs, in order; a name may repeat
  /// @param body the bytes to send; null lets the gateway render `message`
  /// @param message a text for the gateway's own error body, which follows the client's `Accept`
  record Answer(
      int status,
      List<Map.Entry<String, String>> headers,
      byte @Nullable [] body,
      @Nullable String message)
      implements Verdict {

    public Answer {
      headers = List.copyOf(headers);
    }

    /// The same answer with one more header line.
    public Answer with(String name, String value) {
      var more = new java.util.ArrayList<>(headers);
      more.add(Map.entry(name, value));
      return new Answer(status, more, body, message);
    }

    /// The same body below another status and other headers.
    public Answer below(int newStatus, List<Map.Entry<String, String>> lines) {
      return new Answer(newStatus, lines, body, message);
    }
  }

  /// The one `Proceed` there is need for.
  Verdict PROCEED = new Proceed();

  /// Kong's `kong.response.error`: a body in the format the client accepts, with this message.
  static Answer error(int status, String message) {
    return new Answer(status, List.of(), null, message);
  }

  /// Kong's `kong.response.exit` with a table: the JSON text as given.
  static Answer json(int status, String json) {
    return new Answer(
        status,
        List.of(Map.entry("Content-Type", "application/json; charset=utf-8")),
        json.getBytes(StandardCharsets.UTF_8),
        null);
  }

  /// An answer without a body.
  static Answer empty(int status) {
    return new Answer(status, List.of(), new byte[0], null);
  }
}
