package io.troop.apikey;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;

/// Looks for keys in headers and the query. *Thread-safe.*
final class KeyHandler implements Handler.OnRequest {
  private final KeyCheck check;

  KeyHandler(KeyCheck check) {
    this.check = check;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    return check.verdict(exchange, null);
  }
}
