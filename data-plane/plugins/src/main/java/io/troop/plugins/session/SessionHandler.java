package io.troop.plugins.session;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;

/// Sessions that end by a query argument only. *Thread-safe.*
final class SessionHandler implements Handler.OnRequest, Handler.OnResponse {
  private final Sessions sessions;

  SessionHandler(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    return sessions.open(exchange, null);
  }

  @Override
  public void onResponse(Exchange exchange) {
    sessions.close(exchange);
  }
}
