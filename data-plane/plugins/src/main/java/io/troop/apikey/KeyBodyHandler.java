package io.troop.apikey;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.form.FormBody;
import reactor.core.publisher.Mono;

/// Looks for keys in the body, too. *Thread-safe.*
final class KeyBodyHandler implements Handler.OnRequestAsync {
  /// Kong reads what nginx keeps in memory (`client_body_buffer_size`), 8 KiB; a form with a key is
  /// never close to this.
  private static final int LIMIT = 1 << 20;

  private final ApiKeyConfig config;
  private final KeyCheck check;

  KeyBodyHandler(ApiKeyConfig config, KeyCheck check) {
    this.config = config;
    this.check = check;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    boolean skipped = !config.runOnPreflight() && exchange.request().method().equals("OPTIONS");
    if (skipped || exchange.request().contentLength() == 0) {
      return Mono.fromSupplier(() -> check.verdict(exchange, null));
    }
    return FormBody.read(exchange.request(), LIMIT)
        .map(body -> check.verdict(exchange, body.orElse(null)));
  }
}
