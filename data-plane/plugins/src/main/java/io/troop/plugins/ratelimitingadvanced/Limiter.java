package io.troop.plugins.ratelimitingadvanced;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.plugin.template.LuaNumber;
import io.troop.ratelimit.Clients;
import io.troop.ratelimit.SizedWindow;
import io.troop.ratelimit.Usage;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Whose request it is, what clients are told, and how they are refused, wherever requests are
/// counted. *Thread-safe.*
final class Limiter {
  private static final Exchange.Slot<Told> TOLD = new Exchange.Slot<>("rate-limiting-advanced");
  private static final Map<Long, String> NAMES =
      Map.of(
          1L, "Second",
          60L, "Minute",
          3600L, "Hour",
          86_400L, "Day",
          2_592_000L, "Month",
          31_536_000L, "Year");

  private final RateLimitingAdvancedConfig config;
  private final List<SizedWindow> windows;
  private final Host host;

  private record Told(Usage usage, long nowMillis) {}

  Limiter(RateLimitingAdvancedConfig config, Host host) {
    this.config = config;
    this.windows = config.windows();
    this.host = host;
  }

  List<SizedWindow> windows() {
    return windows;
  }

  /// What a request is counted under: the namespace and the client.
  String key(Exchange exchange) {
    StringJoiner key = new StringJoiner(":");
    key.add(config.namespace() == null ? host.pluginId().toString() : config.namespace());
    for (String kind : config.identifiers()) {
      String identifier = identifier(exchange, kind);
      key.add(identifier == null ? Clients.address(exchange) : identifier);
    }
    return key.toString();
  }

  private @Nullable String identifier(Exchange exchange, String kind) {
    // An instance for a consumer group counts all of its consumers together.
    return kind.equals("consumer-group")
        ? host.pluginId().toString()
        : Clients.by(kind, exchange, config.headerName(), config.path());
  }

  Verdict verdict(Exchange exchange, Usage usage, long nowMillis) {
    if (!config.hideClientHeaders()) {
      exchange.set(TOLD, new Told(usage, nowMillis));
    }
    return usage.admitted()
        ? Verdict.PROCEED
        : Verdict.error((int) config.errorCode(), config.errorMessage());
  }

  /// Puts what is known of limits into an answer's headers. The short ones are those of the window
  /// with the least left.
  void tell(Exchange exchange) {
    Told told = exchange.get(TOLD);
    if (told == null) {
      return;
    }
    Usage usage = told.usage;
    Headers.Mutable headers = exchange.response().headers();
    int tightest = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < windows.size(); i++) {
      double left = Math.floor(Math.max(0, usage.left(i) - (usage.admitted() ? 1 : 0)));
      if (left < least) {
        least = left;
        tightest = i;
      }
      String name = name(windows.get(i).seconds());
      headers.set("X-RateLimit-Limit-" + name, LuaNumber.text(windows.get(i).limit()));
      headers.set("X-RateLimit-Remaining-" + name, LuaNumber.text(left));
    }
    SizedWindow window = windows.get(tightest);
    long reset = window.reset(usage.used().get(tightest), told.nowMillis);
    headers.set("RateLimit-Limit", LuaNumber.text(window.limit()));
    headers.set("RateLimit-Remaining", LuaNumber.text(least));
    headers.set("RateLimit-Reset", Long.toString(reset));
    if (!usage.admitted()) {
      headers.set("Retry-After", Long.toString(reset + jitter()));
    }
  }

  private long jitter() {
    double most = config.retryAfterJitterMax();
    return most <= 0 ? 0 : Math.round(host.random().nextDouble() * most);
  }

  private static String name(long seconds) {
    String name = NAMES.get(seconds);
    return name == null ? Long.toString(seconds) : name;
  }
}
