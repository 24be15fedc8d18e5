package io.troop.plugins.hmacauth;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;

/// Lets in requests whose signature is right. *Thread-safe.*
final class HmacAuthHandler implements Handler.OnRequest {
  private final HmacAuthentication authentication;

  private HmacAuthHandler(HmacAuthConfig config, Host host) {
    this.authentication = new HmacAuthentication(config, host.clock());
  }

  /// A handler that reads bodies only when it has to look at them.
  static Handler create(HmacAuthConfig config, Host host) {
    return config.validateRequestBody()
        ? new HmacBodyHandler(config, host)
        : new HmacAuthHandler(config, host);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    return authentication.check(exchange, () -> authentication.accept(exchange, true));
  }
}
