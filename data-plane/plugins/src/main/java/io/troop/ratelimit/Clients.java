package io.troop.ratelimit;

import io.netty.util.NetUtil;
import io.troop.plugin.Exchange;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose request it is, as limits count. *Stateless.*
public final class Clients {

  private Clients() {}

  /// What tells the client of a request from others; null when it has no such thing.
  ///
  /// @param kind `consumer`, `credential`, `service`, `header` or `path`; nothing for another
  /// @param header the header of `header`
  /// @param path the path of `path`
  public static @Nullable String by(
      String kind, Exchange exchange, @Nullable String header, @Nullable String path) {
    return switch (kind) {
      case "consumer" -> consumer(exchange);
      case "credential" -> credential(exchange);
      case "service" -> exchange.service() == null ? null : exchange.service().id().toString();
      case "header" -> header == null ? null : exchange.request().headers().get(header);
      case "path" -> exchange.request().path().equals(path) ? path : null;
      default -> null;
    };
  }

  /// The consumer; else the credential; null for neither.
  public static @Nullable String consumer(Exchange exchange) {
    UUID consumer = exchange.identity().consumerId();
    return consumer == null ? credential(exchange) : consumer.toString();
  }

  /// The credential; null for none.
  public static @Nullable String credential(Exchange exchange) {
    return exchange.identity().storedId();
  }

  public static String address(Exchange exchange) {
    return NetUtil.toAddressString(exchange.request().clientAddress());
  }
}
