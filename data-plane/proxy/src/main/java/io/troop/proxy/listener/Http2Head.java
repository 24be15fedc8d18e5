package io.troop.proxy.listener;

import io.netty.handler.codec.http2.Http2Headers;
import io.troop.proxy.http.BadMessage;
import io.troop.proxy.http.HeadLimits;
import io.troop.proxy.http.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the headers of an HTTP/2 request into a head as HTTP/1.1 has it, so that both pass the
/// same checks. What would become something else on the way (a line break in a value, a blank in a
/// path, a header of the connection) is refused before.
final class Http2Head {

  private Http2Head() {}

  /// @param ends whether no body follows
  /// @throws BadMessage for a request that is to be refused
  static RequestHead parse(Http2Headers headers, boolean ends, HeadLimits limits) {
    String method = required(headers.method(), ":method");
    String path = required(headers.path(), ":path");
    CharSequence authority = headers.authority();
    String host = authority == null ? null : authority.toString();
    check(method, "a method", false);
    check(path, "a path", false);
    StringBuilder lines = new StringBuilder(512);
    StringBuilder cookies = new StringBuilder();
    for (Map.Entry<CharSequence, CharSequence> line : headers) {
      String name = line.getKey().toString();
      String value = line.getValue().toString();
      if (name.startsWith(":")) {
        continue;
      }
      check(name, "a header's name", false);
      check(value, "a header's value", true);
      switch (name) {
        case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
            throw new BadMessage(400, "a header of the connection in HTTP/2");
        case "cookie" -> cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
        case "host" -> {
          if (host != null && !host.equalsIgnoreCase(value)) {
            throw new BadMessage(400, "a host that differs from :authority");
          }
          host = value;
        }
        default -> lines.append(name).append(": ").append(value).append("\r\n");
      }
    }
    if (host != null) {
      check(host, "a host", false);
      lines.append("host: ").append(host).append("\r\n");
    }
    if (!cookies.isEmpty()) {
      lines.append("cookie: ").append(cookies).append("\r\n");
    }
    ByteArrayOutputStream head = new ByteArrayOutputStream(lines.length() + 128);
    head.writeBytes(bytes(method + " " + path + " HTTP/1.1\r\n"));
    head.writeBytes(bytes(lines.append("\r\n").toString()));
    return RequestHead.ofHttp2(head.toByteArray(), ends, limits);
  }

  private static String required(@Nullable CharSequence value, String name) {
    if (value == null || value.isEmpty()) {
      throw new BadMessage(400, "no " + name);
    }
    return value.toString();
  }

  private static void check(String text, String what, boolean blanks) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean blank = c == ' ' || c == '\t';
      if ((c < 0x20 && !blank) || c == 0x7f || c > 0xff || (blank && !blanks)) {
        throw new BadMessage(400, what + " with a character it must not have");
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
