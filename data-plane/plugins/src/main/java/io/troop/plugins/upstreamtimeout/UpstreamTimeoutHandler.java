package io.troop.plugins.upstreamtimeout;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Service;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Sets the timeouts of each request, where configured. *Immutable.*
final class UpstreamTimeoutHandler implements Handler.OnRequest {
  private final UpstreamTimeoutConfig config;

  @SuppressWarnings("UnusedVariable")
  UpstreamTimeoutHandler(UpstreamTimeoutConfig config, Host host) {
    this.config = config;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    Service service = exchange.service();
    if (service != null) {
      exchange
          .outbound()
          .timeouts(
              either(config.connectTimeout(), service.connectTimeout()),
              either(config.sendTimeout(), service.writeTimeout()),
              either(config.readTimeout(), service.readTimeout()));
    }
    return Verdict.PROCEED;
  }

  private static Duration either(@Nullable Integer configured, int ofService) {
    return Duration.ofMillis(configured == null ? ofService : configured);
  }
}
