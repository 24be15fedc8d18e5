package io.troop.ratelimit;

import io.troop.plugin.Exchange;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose request it is, as limits count. *Stateless.*
public final class Clients {

  private Clients() {}

  /// The consumer; else the credential; null for neither.
  public static @Nullable String consumer(Exchange exchange) {
    UUID consumer = exchange.identity().consumerId();
    return consumer == null ? credential(exchange) : consumer.toString();
  }

  /// The credential; null for none.
  public static @Nullable String credential(Exchange exchange) {
    return exchange.identity().credentialId();
  }

  public static String address(Exchange exchange) {
    return exchange.request().clientAddress().getHostAddress();
  }
}
