package io.troop.plugin.tools;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The answer to a call. *Immutable, but for the bytes of its body.*
///
/// @param headers name and value pairs in the order received
public record HttpReply(int status, List<Map.Entry<String, String>> headers, byte[] body) {

  public HttpReply {
    headers = List.copyOf(headers);
  }

  /// The first header of this name, compared without case; null when there is none.
  public @Nullable String header(String name) {
    for (Map.Entry<String, String> header : headers) {
      if (header.getKey().equalsIgnoreCase(name)) {
        return header.getValue();
      }
    }
    return null;
  }

  /// The body read as UTF-8.
  public String text() {
    return new String(body, UTF_8);
  }
}
