package io.troop.plugins.session;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.form.FormBody;
import reactor.core.publisher.Mono;

/// Sessions that a field of a body may end, too. *Thread-safe.*
final class SessionBodyHandler implements Handler.OnRequestAsync, Handler.OnResponse {
  private static final int LIMIT = 1 << 20;

  private final SessionConfig config;
  private final Sessions sessions;

  SessionBodyHandler(SessionConfig config, Sessions sessions) {
    this.config = config;
    this.sessions = sessions;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    if (!config.logoutMethods().contains(exchange.request().method())) {
      return Mono.fromSupplier(() -> sessions.open(exchange, null));
    }
    return FormBody.read(exchange.request(), LIMIT)
        .map(body -> sessions.open(exchange, body.orElse(null)));
  }

  @Override
  public void onResponse(Exchange exchange) {
    sessions.close(exchange);
  }
}
