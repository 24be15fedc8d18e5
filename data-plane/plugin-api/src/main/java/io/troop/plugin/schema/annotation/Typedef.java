package io.troop.plugin.schema.annotation;

import java.util.Locale;
import java.util.Optional;

/// The kinds of values that Kong's schemas know by name.
public enum Typedef {
  AUTO_TIMESTAMP_MS,
  AUTO_TIMESTAMP_S,
  CERTIFICATE,
  CIDR_V4,
  COOKIE_NAME,
  DESTINATIONS,
  HEADERS,
  HEADER_NAME,
  HOST,
  HOSTS,
  HOST_WITH_OPTIONAL_PORT,
  HTTP_METHOD,
  IP,
  IP_OR_CIDR,
  KEY,
  LUA_CODE,
  METHODS,
  NAME,
  PATH,
  PORT,
  PROTOCOL,
  PROTOCOLS,
  PROTOCOLS_HTTP,
  REGEX,
  ROUTER_PATH,
  ROUTER_PATHS,
  SEMANTIC_VERSION,
  SNI,
  SOURCES,
  TAG,
  TAGS,
  TIMEOUT,
  TTL,
  URL,
  UTF8_NAME,
  UUID,
  WILDCARD_HOST;

  /// The typedef that Kong calls `name`, such as `header_name`; empty for none.
  public static Optional<Typedef> named(String name) {
    for (Typedef typedef : values()) {
      if (typedef.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(typedef);
      }
    }
    return Optional.empty();
  }
}
