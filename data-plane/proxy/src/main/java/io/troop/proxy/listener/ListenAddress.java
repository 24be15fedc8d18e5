package io.troop.proxy.listener;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One address to listen on, as `proxy_listen` and `status_listen` write it: `0.0.0.0:8443 http2
/// ssl`. *Immutable.*
///
/// Kong also knows words about how nginx uses the socket (`reuseport`, `deferred`, `bind`,
/// `ipv6only=…`, `so_keepalive=…`): they are taken and have no effect here, because one listening
/// socket feeds all event loops evenly.
///
/// @param host an address, or a name; `[::]` without its brackets
/// @param backlog connections that may wait to be accepted
public record ListenAddress(
    String host,
    int port,
    boolean tls,
    boolean http2,
    boolean proxyProtocol,
    boolean udp,
    int backlog) {

  private static final int BACKLOG = 16384;

  /// Reads a comma-separated list; empty for `off`.
  ///
  /// @return null when it is not as Kong writes it
  public static @Nullable List<ListenAddress> parse(String text) {
    return parse(text, false);
  }

  /// The same for `stream_listen`, whose addresses may be for datagrams (`udp`).
  public static @Nullable List<ListenAddress> parseStreams(String text) {
    return parse(text, true);
  }

  private static @Nullable List<ListenAddress> parse(String text, boolean streams) {
    if (text.strip().equals("off")) {
      return List.of();
    }
    List<ListenAddress> addresses = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      ListenAddress address = parseOne(entry.strip(), streams);
      if (address == null) {
        return null;
      }
      addresses.add(address);
    }
    return addresses;
  }

  private static @Nullable ListenAddress parseOne(String entry, boolean streams) {
    String[] words = entry.split("\\s+", -1);
    int colon = words[0].lastIndexOf(':');
    if (colon < 1 || !words[0].substring(colon + 1).matches("\\d{1,5}")) {
      return null;
    }
    String host = words[0].substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.contains(":")) {
      return null;
    }
    int port = Integer.parseInt(words[0].substring(colon + 1));
    boolean tls = false;
    boolean http2 = false;
    boolean proxyProtocol = false;
    boolean udp = false;
    int backlog = BACKLOG;
    for (int i = 1; i < words.length; i++) {
      switch (words[i]) {
        case "ssl" -> tls = true;
        case "http2" -> http2 = true;
        case "proxy_protocol" -> proxyProtocol = true;
        case "udp" -> udp = true;
        case "reuseport", "deferred", "bind" -> {}
        default -> {
          if (words[i].matches("backlog=\\d{1,9}")) {
            backlog = Integer.parseInt(words[i].substring("backlog=".length()));
          } else if (!words[i].matches("(ipv6only=(on|off)|so_keepalive=\\S+)")) {
            return null;
          }
        }
      }
    }
    boolean sane = streams ? !http2 && !(udp && tls) : !udp;
    return port > 65535 || !sane
        ? null
        : new ListenAddress(host, port, tls, http2, proxyProtocol, udp, backlog);
  }

  /// The socket address to bind.
  public InetSocketAddress socketAddress() {
    return new InetSocketAddress(host, port);
  }

  /// Host and port, for messages.
  public String text() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
