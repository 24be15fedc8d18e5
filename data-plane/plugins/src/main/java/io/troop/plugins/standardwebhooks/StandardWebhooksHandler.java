package io.troop.plugins.standardwebhooks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Checks the signature of a webhook. *Thread-safe.*
final class StandardWebhooksHandler implements Handler.OnRequestAsync {
  private static final int LONGEST_BODY = 32 << 20;
  private static final Verdict REFUSED = Verdict.error(400, "Bad request");

  private final StandardWebhooksConfig config;
  private final Host host;

  StandardWebhooksHandler(StandardWebhooksConfig config, Host host) {
    this.config = config;
    this.host = host;
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    Headers headers = exchange.request().headers();
    String id = headers.get("webhook-id");
    String time = headers.get("webhook-timestamp");
    String signatures = headers.get("webhook-signature");
    if (id == null || time == null || signatures == null || !isTimely(time)) {
      return Mono.just(REFUSED);
    }
    return exchange
        .request()
        .body(LONGEST_BODY)
        .map(ByteBufUtil::getBytes)
        .map(body -> body.length > 0 && isSigned(id + "." + time + ".", body, signatures))
        .defaultIfEmpty(false)
        .map(signed -> signed ? Verdict.PROCEED : REFUSED)
        .onErrorReturn(Exchange.BodyTooLarge.class, Verdict.error(413, "Payload too large"));
  }

  private boolean isTimely(String time) {
    if (!time.matches("[0-9]{1,15}")) {
      return false;
    }
    long age = host.clock().instant().getEpochSecond() - Long.parseLong(time);
    return Math.abs(age) <= config.toleranceSecond();
  }

  private boolean isSigned(String head, byte[] body, String signatures) {
    byte[] expected = signature(head, body);
    boolean found = false;
    for (String signature : signatures.split(" ", -1)) {
      found |=
          signature.startsWith("v1,")
              && MessageDigest.isEqual(expected, decoded(signature.substring(3)));
    }
    return found;
  }

  private static byte @Nullable [] decoded(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private byte[] signature(String head, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key(host.resolve(config.secretV1())), "HmacSHA256"));
      mac.update(head.getBytes(UTF_8));
      return mac.doFinal(body);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HMAC-SHA-256", e);
    }
  }

  /// A secret with the standard's prefix is base64; any other is taken as it is, as in Kong.
  private static byte[] key(String secret) {
    return secret.startsWith("whsec_")
        ? Base64.getDecoder().decode(secret.substring("whsec_".length()))
        : secret.getBytes(UTF_8);
  }
}
