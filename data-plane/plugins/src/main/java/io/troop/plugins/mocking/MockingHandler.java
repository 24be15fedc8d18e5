package io.troop.plugins.mocking;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.json.Json;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Answers as the document says. *Thread-safe.*
final class MockingHandler implements Handler.OnRequestAsync {
  private static final long LONGEST_DELAY = 10_000;

  private final MockingConfig config;
  private final Host host;
  private final MockedPaths paths;
  private final MockedAnswer answers;

  MockingHandler(MockingConfig config, Host host) {
    this.config = config;
    this.host = host;
    ApiDocument document = ApiDocument.of(String.valueOf(config.apiSpecification()));
    String own = config.customBasePath();
    String base = own == null ? document.basePath() : own.replaceAll("/+$", "");
    this.paths = new MockedPaths(document, config.includeBasePath() ? base : "");
    this.answers = new MockedAnswer(config, document, host.random());
  }

  @Override
  public Mono<Verdict> onRequest(Exchange exchange) {
    Exchange.Request request = exchange.request();
    Long delay = delay(request.headers().get("X-Kong-Mocking-Delay"));
    if (delay == null) {
      return Mono.just(
          refused(
              400,
              "Invalid value for X-Kong-Mocking-Delay. The delay value should between 0 and"
                  + " 10000ms"));
    }
    Map<?, ?> operation = paths.find(request.method(), decoded(request.path()));
    if (operation == null) {
      return Mono.just(
          refused(404, "Corresponding path and method spec does not exist in API Specification"));
    }
    Verdict answer = answers.of(operation, request.headers());
    return delay == 0 ? Mono.just(answer) : Mono.delay(Duration.ofMillis(delay)).map(_ -> answer);
  }

  /// How long to wait, in milliseconds; null for a wish that can't be granted.
  private @Nullable Long delay(@Nullable String wish) {
    if (wish != null) {
      boolean number = wish.matches("[0-9]{1,6}");
      return number && Long.parseLong(wish) <= LONGEST_DELAY ? Long.valueOf(wish) : null;
    }
    if (!config.randomDelay()) {
      return 0L;
    }
    double span = config.maxDelayTime() - config.minDelayTime();
    return Math.round(1000 * (config.minDelayTime() + host.random().nextDouble() * span));
  }

  private static Verdict refused(int status, String message) {
    return Verdict.json(status, Json.write(Map.of("message", message)));
  }

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), UTF_8);
    } catch (IllegalArgumentException e) {
      return path;
    }
  }
}
