package io.troop.plugins.opa;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBufUtil;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import io.troop.plugin.json.JsonException;
import io.troop.plugin.tools.HttpCall;
import io.troop.plugin.tools.HttpReply;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Asks the policy about each request, and does what it says. *Thread-safe.*
final class OpaHandler implements Handler.OnRequestAsync {
  private static final Logger LOG = LoggerFactory.getLogger(OpaHandler.class);
  private static final int LONGEST_BODY = 1 << 20;
  private static final int FORBIDDEN = 403;
  private static final int LEAST_STATUS = 200;
  private static final int MOST_STATUS = 599;

  private final OpaConfig config;
  private final Host host;
  private final URI policy;

  OpaHandler(OpaConfig config, Host host) {
    this.config = config;
    this.host = host;
    this.policy =
        URI.create(
            config.opaProtocol()
                + "://"
                + config.opaHost()
                + ":"
                + config.opaPort()
                + config.opaPath());
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    return body(exchange)
        .map(body -> Json.bytes(Map.of("input", PolicyInput.of(config, exchange, body))))
        .flatMap(input -> host.tools().http().call(call(input)))
        .map(reply -> verdict(reply, exchange))
        .onErrorResume(
            Exchange.BodyTooLarge.class, _ -> Mono.just(Verdict.error(413, "Payload too large")))
        .onErrorResume(failure -> Mono.just(failed(failure.getMessage())));
  }

  private Mono<byte[]> body(Exchange exchange) {
    if (!config.includeBodyInOpaInput() && !config.includeParsedJsonBodyInOpaInput()) {
      return Mono.just(new byte[0]);
    }
    return exchange
        .request()
        .body(LONGEST_BODY)
        .map(ByteBufUtil::getBytes)
        .defaultIfEmpty(new byte[0]);
  }

  private HttpCall call(byte[] input) {
    return HttpCall.of("POST", policy)
        .with("Content-Type", "application/json")
        .with("Accept", "application/json")
        .verifyingTls(config.sslVerify())
        .with(input);
  }

  private static Verdict failed(@Nullable String why) {
    LOG.error("no decision of the policy: {}", why);
    return Verdict.error(500, "An unexpected error occurred");
  }

  private static Verdict verdict(HttpReply reply, Exchange exchange) {
    if (reply.status() != 200) {
      return failed("the OPA server answered " + reply.status() + " (expected: 200)");
    }
    Object answer;
    try {
      answer = Json.parse(reply.body());
    } catch (JsonException e) {
      return failed(e.getMessage());
    }
    Object result = answer instanceof Map<?, ?> map ? map.get("result") : null;
    if (result instanceof Boolean allowed) {
      return allowed ? Verdict.PROCEED : Verdict.json(FORBIDDEN, "{\"message\":\"unauthorized\"}");
    }
    if (result instanceof Map<?, ?> decision && decision.get("allow") instanceof Boolean allowed) {
      return allowed ? allow(decision, exchange) : deny(decision);
    }
    return failed("its result is neither a boolean nor an object with a boolean `allow`");
  }

  private static Verdict allow(Map<?, ?> decision, Exchange exchange) {
    headers(decision)
        .forEach(header -> exchange.outbound().headers().set(header.getKey(), header.getValue()));
    return Verdict.PROCEED;
  }

  private static Verdict deny(Map<?, ?> decision) {
    int status = decision.get("status") instanceof Number number ? number.intValue() : FORBIDDEN;
    if (status < LEAST_STATUS || status > MOST_STATUS) {
      return failed("its status is " + status + " (expected: 200 to 599)");
    }
    Object message = decision.get("message");
    // Kong: a message that is an object is the body itself.
    String body =
        message instanceof Map<?, ?>
            ? Json.write(message)
            : Json.write(Map.of("message", message == null ? "unauthorized" : message));
    List<Map.Entry<String, String>> headers = new ArrayList<>(headers(decision));
    if (headers.stream().noneMatch(header -> header.getKey().equalsIgnoreCase("Content-Type"))) {
      headers.add(Map.entry("Content-Type", "application/json; charset=utf-8"));
    }
    return new Verdict.Answer(status, headers, body.getBytes(UTF_8), null);
  }

  private static List<Map.Entry<String, String>> headers(Map<?, ?> decision) {
    List<Map.Entry<String, String>> out = new ArrayList<>();
    if (decision.get("headers") instanceof Map<?, ?> headers) {
      headers.forEach(
          (name, value) -> out.add(Map.entry(String.valueOf(name), String.valueOf(value))));
    }
    return out;
  }
}
