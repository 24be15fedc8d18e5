package io.troop.transform;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;

/// Changes requests without looking at their bodies. *Thread-safe.*
final class RequestChangeHandler implements Handler.OnRequest {
  private final RequestChanges changes;

  RequestChangeHandler(RequestChanges changes) {
    this.changes = changes;
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    changes.apply(exchange, null);
    return Verdict.PROCEED;
  }
}
