package io.troop.plugins.requestsizelimiting;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.util.Locale;
import reactor.core.publisher.Mono;

/// Refuses large bodies by their announced length; reads those that announce none. *Thread-safe.*
final class RequestSizeLimitingHandler implements Handler.OnRequestAsync {
  private static final Mono<Verdict> PROCEED = Mono.just(Verdict.PROCEED);
  private static final String TOO_LARGE = "Request size limit exceeded";

  private final long allowedBytes;
  private final boolean requiresLength;

  RequestSizeLimitingHandler(RequestSizeLimitingConfig config, Host host) {
    this.allowedBytes = config.allowedBytes();
    this.requiresLength = config.requireContentLength();
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    Headers headers = exchange.request().headers();
    if (headers.contains("Content-Length")) {
      return exchange.request().contentLength() > allowedBytes
          ? Mono.just(refusal(headers))
          : PROCEED;
    }
    if (requiresLength && !headers.contains("Transfer-Encoding")) {
      return Mono.just(Verdict.error(411, "A valid Content-Length header is required"));
    }
    if (exchange.request().contentLength() == 0) {
      return PROCEED;
    }
    return exchange
        .request()
        .body((int) Math.min(allowedBytes, Integer.MAX_VALUE))
        .map(_ -> Verdict.PROCEED)
        .defaultIfEmpty(Verdict.PROCEED)
        .onErrorResume(Exchange.BodyTooLarge.class, _ -> Mono.just(refusal(headers)));
  }

  private static Verdict refusal(Headers headers) {
    String expected = headers.get("Expect");
    boolean waits =
        expected != null && expected.strip().toLowerCase(Locale.ROOT).equals("100-continue");
    return Verdict.error(waits ? 417 : 413, TOO_LARGE);
  }
}
