package io.troop.plugins.hmacauth;

import io.netty.buffer.ByteBufUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import reactor.core.publisher.Mono;

/// Lets in requests whose signature is right and whose body is what `Digest` says. *Thread-safe.*
final class HmacBodyHandler implements Handler.OnRequestAsync {
  private static final int MOST_BYTES = 32 << 20;

  private final HmacAuthentication authentication;

  HmacBodyHandler(HmacAuthConfig config, Host host) {
    this.authentication = new HmacAuthentication(config, host.clock());
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    return exchange
        .request()
        .body(MOST_BYTES)
        .map(body -> matches(exchange, ByteBufUtil.getBytes(body)))
        .defaultIfEmpty(matches(exchange, new byte[0]))
        .onErrorReturn(Exchange.BodyTooLarge.class, false)
        .map(matches ->
            authentication.check(exchange, () -> authentication.accept(exchange, matches)));
  }

  /// A request without a digest must have no body.
  private static boolean matches(Exchange exchange, byte[] body) {
    String digest = exchange.request().headers().get("Digest");
    if (digest == null) {
      return body.length == 0;
    }
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return digest.equals("SHA-256=" + Base64.getEncoder().encodeToString(hash));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
