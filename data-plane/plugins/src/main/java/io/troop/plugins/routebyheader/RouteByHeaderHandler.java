package io.troop.plugins.routebyheader;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.util.Map;

/// Sends a request to the upstream of the first rule whose headers it has. *Immutable.*
final class RouteByHeaderHandler implements Handler.OnRequest {
  private final RouteByHeaderConfig config;

  @SuppressWarnings("UnusedVariable")
  RouteByHeaderHandler(RouteByHeaderConfig config, Host host) {
    this.config = config;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    for (RouteByHeaderConfig.Rule rule : config.rules()) {
      if (matches(rule.condition(), exchange.request().headers())) {
        exchange.outbound().upstream(rule.upstreamName());
        break;
      }
    }
    return Verdict.PROCEED;
  }

  private static boolean matches(Map<String, String> condition, Headers headers) {
    for (Map.Entry<String, String> wanted : condition.entrySet()) {
      if (!wanted.getValue().equals(headers.get(wanted.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
