package io.troop.routing;

import java.util.Locale;

/// A host or server name as a route asks for it: a name, `*.` and an ending, or a beginning and
/// `.*`. *Immutable.*
///
/// @param text what has to be equal, or begin or end the name; lower case
/// @param port the port asked for; -1 for any
record NamePattern(Kind kind, String text, int port) {

  enum Kind {
    EXACT,
    ENDING,
    BEGINNING
  }

  /// A route's host, which may carry a port. An IPv6 address may lack its brackets: then all of it
  /// is the address.
  static NamePattern host(String host) {
    if (!host.startsWith("[") && host.indexOf(':') != host.lastIndexOf(':')) {
      return of("[" + host + "]", -1);
    }
    int colon = host.indexOf(':', host.startsWith("[") ? Math.max(0, host.indexOf(']')) : 0);
    int port = colon < 0 ? -1 : portOf(host, colon + 1);
    return of(port < 0 ? host : host.substring(0, colon), port);
  }

  /// A route's server name; a dot at its end means nothing.
  static NamePattern sni(String name) {
    boolean dotted = name.length() > 1 && name.endsWith(".");
    return of(dotted ? name.substring(0, name.length() - 1) : name, -1);
  }

  private static NamePattern of(String name, int port) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.startsWith("*")) {
      return new NamePattern(Kind.ENDING, lower.substring(1), port);
    }
    return lower.endsWith("*")
        ? new NamePattern(Kind.BEGINNING, lower.substring(0, lower.length() - 1), port)
        : new NamePattern(Kind.EXACT, lower, port);
  }

  private static int portOf(String host, int from) {
    int port = 0;
    for (int i = from; i < host.length(); i++) {
      int digit = host.charAt(i) - '0';
      if (digit < 0 || digit > 9 || port > 65535) {
        return -1;
      }
      port = port * 10 + digit;
    }
    return from == host.length() ? -1 : port;
  }

  NamePattern withoutPort() {
    return port < 0 ? this : new NamePattern(kind, text, -1);
  }

  boolean accepts(String name, int actualPort) {
    return (port < 0 || port == actualPort)
        && switch (kind) {
          case EXACT -> name.equals(text);
          case ENDING -> name.endsWith(text);
          case BEGINNING -> name.startsWith(text);
        };
  }
}
