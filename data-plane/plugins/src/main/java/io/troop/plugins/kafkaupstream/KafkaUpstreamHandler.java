package io.troop.plugins.kafkaupstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.troop.kafka.KafkaPublisher;
import io.troop.kafka.Publishers;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.form.UnreadableBody;
import io.troop.plugin.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Turns a request into a message and answers the client. *Thread-safe.*
final class KafkaUpstreamHandler implements Handler.OnRequestAsync {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaUpstreamHandler.class);

  private final KafkaUpstreamConfig config;
  private final Publishers publishers;

  KafkaUpstreamHandler(KafkaUpstreamConfig config, Host host) {
    if (config.messageByLuaFunctions() != null && !config.messageByLuaFunctions().isEmpty()) {
      throw new IllegalArgumentException(
          "message_by_lua_functions: this node does not run Lua in messages (expected: none)");
    }
    this.config = config;
    this.publishers = new Publishers(host, config.producer());
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    if (!config.forwardBody()) {
      return send(exchange, new byte[0]);
    }
    return exchange
        .request()
        .body(config.producing().producerRequestLimitsBytesPerRequest())
        .map(KafkaUpstreamHandler::bytes)
        .defaultIfEmpty(new byte[0])
        .flatMap(body -> send(exchange, body))
        .onErrorResume(
            Exchange.BodyTooLarge.class, _ -> Mono.just(Verdict.error(413, "Payload too large")));
  }

  private static byte[] bytes(ByteBuf body) {
    return ByteBufUtil.getBytes(body);
  }

  private Mono<Verdict> send(Exchange exchange, byte[] body) {
    byte[] message;
    try {
      message = Json.bytes(MessageValue.of(config, exchange, body));
    } catch (UnreadableBody e) {
      return Mono.just(Verdict.error(400, e.getMessage()));
    }
    KafkaPublisher publisher = publishers.of(exchange);
    return Flux.fromIterable(topics(exchange))
        .concatMap(topic -> publisher.send(topic, message))
        .then(Mono.<Verdict>just(Verdict.json(200, "{\"message\":\"message sent\"}")))
        .onErrorResume(failure -> Mono.just(failed(failure)));
  }

  private static Verdict failed(Throwable failure) {
    LOG.warn("could not send message to topic: {}", failure.getMessage());
    return Verdict.json(
        502, "{\"message\":\"Bad Gateway\",\"error\":\"could not send message to topic\"}");
  }

  /// The allowed topics that the request asks for, else the configured one.
  private List<String> topics(Exchange exchange) {
    String argument = config.topicsQueryArg();
    List<String> topics = new ArrayList<>();
    if (argument != null) {
      for (String value : exchange.request().queryValues(argument)) {
        for (String topic : value.split(",", -1)) {
          if (isAllowed(topic.strip())) {
            topics.add(topic.strip());
          }
        }
      }
    }
    return topics.isEmpty() ? List.of(config.producing().topic()) : topics;
  }

  private boolean isAllowed(String topic) {
    return topic.equals(config.producing().topic())
        || (config.allowedTopics() != null && config.allowedTopics().contains(topic));
  }
}
