package io.troop.transform;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import reactor.core.publisher.Mono;

/// Changes requests, and bodies when they are whole. *Thread-safe.*
final class RequestBodyChangeHandler implements Handler.OnRequestAsync {
  private static final int LIMIT = 32 << 20;

  private final RequestChanges changes;

  RequestBodyChangeHandler(RequestChanges changes) {
    this.changes = changes;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    if (!changes.needsBody(exchange)) {
      return Mono.fromSupplier(() -> {
        changes.apply(exchange, null);
        return Verdict.PROCEED;
      });
    }
    return exchange
        .request()
        .body(LIMIT)
        .map(body -> {
          ByteBuf replaced = exchange.outbound().body();
          changes.apply(exchange, ByteBufUtil.getBytes(replaced == null ? body : replaced));
          return Verdict.PROCEED;
        })
        // What must be changed may not pass unchanged.
        .onErrorResume(
            Exchange.BodyTooLarge.class,
            _ -> Mono.just(Verdict.error(413, "Request body is too large to be transformed")));
  }
}
