package io.troop.routing.scope;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// What a client speaks, in the terms of a plugin's `protocols`.
public enum ClientProtocol {
  HTTP,
  HTTPS,
  GRPC,
  GRPCS,
  TCP,
  TLS,
  TLS_PASSTHROUGH,
  UDP;

  private static final Set<ClientProtocol> REQUESTS = EnumSet.of(HTTP, HTTPS, GRPC, GRPCS);

  /// Whether these are all protocols that have requests.
  public static boolean areAllOfRequests(Set<ClientProtocol> protocols) {
    return protocols.containsAll(REQUESTS);
  }

  /// Whether it is of connections, not of requests.
  public boolean isStream() {
    return !REQUESTS.contains(this);
  }

  /// Of a stream route's protocol.
  public static ClientProtocol ofStream(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }

  /// @param grpc whether the request's content type is gRPC's
  public static ClientProtocol of(boolean tls, boolean grpc) {
    return grpc ? (tls ? GRPCS : GRPC) : (tls ? HTTPS : HTTP);
  }

  /// Those of Kong's words that are among them.
  public static Set<ClientProtocol> named(Collection<?> words) {
    Set<ClientProtocol> named = EnumSet.noneOf(ClientProtocol.class);
    for (ClientProtocol protocol : values()) {
      if (words.contains(protocol.name().toLowerCase(Locale.ROOT))) {
        named.add(protocol);
      }
    }
    // A gRPC request is an HTTP request, too.
    if (named.contains(HTTP)) {
      named.add(GRPC);
    }
    if (named.contains(HTTPS)) {
      named.add(GRPCS);
    }
    return named;
  }
}
