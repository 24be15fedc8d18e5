package io.troop.routing;

import io.troop.plugin.Headers;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the router asks of a request. The exchange implements it, so that matching copies nothing.
public interface RouteQuery {

  String method();

  /// The path as received, without the query; one char per byte.
  String path();

  /// The host asked for, lower case and without a port; empty when none was given.
  String host();

  /// The port given with the host; -1 when none was.
  int hostPort();

  /// Whether the client's connection is encrypted.
  boolean isTls();

  /// What `net.protocol` says in an expression.
  default String protocol() {
    return isTls() ? "https" : "http";
  }

  /// The decoded values of an argument of the query string, in order; a name without `=` has the
  /// value "".
  List<String> queryValues(String name);

  /// The server name of the TLS handshake, lower case; null without TLS or without a name.
  @Nullable String sni();

  Headers headers();

  /// The client's end of the connection.
  InetAddress sourceAddress();

  int sourcePort();

  /// Our end of the connection.
  InetAddress destinationAddress();

  /// The port of the listener that took the request, as clients know it.
  int destinationPort();
}
