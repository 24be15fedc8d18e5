package io.troop.proxy.sync;

import org.jspecify.annotations.Nullable;

/// Where a control plane listens. *Immutable.*
record ControlPlaneAddress(String host, int port) {

  /// Reads `host:port`, `[ipv6]:port` or a host alone.
  ///
  /// @param usualPort the port when none is given
  /// @return null when it is none of these
  static @Nullable ControlPlaneAddress parse(String text, int usualPort) {
    String host = text.strip();
    int port = usualPort;
    int colon = host.lastIndexOf(':');
    boolean bracketed = host.startsWith("[");
    if (colon > host.lastIndexOf(']') && (bracketed || host.indexOf(':') == colon)) {
      try {
        port = Integer.parseInt(host.substring(colon + 1));
      } catch (NumberFormatException _) {
        return null;
      }
      host = host.substring(0, colon);
    }
    if (bracketed) {
      if (!host.endsWith("]")) {
        return null;
      }
      host = host.substring(1, host.length() - 1);
    }
    boolean plausible = !host.isEmpty() && host.chars().noneMatch(c -> c == '/' || c <= ' ');
    return plausible && port > 0 && port <= 65535 ? new ControlPlaneAddress(host, port) : null;
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
