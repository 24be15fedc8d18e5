package io.troop.plugins.ratelimiting;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Verdict;
import io.troop.plugin.template.LuaNumber;
import io.troop.ratelimit.Period;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.Usage;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What clients are told of limits, and how they are refused. *Immutable and thread-safe.*
final class Answers {

  /// What the answer's headers will say.
  private static final Exchange.Slot<Told> TOLD = new Exchange.Slot<>("rate-limiting");

  private record Told(Usage usage, long nowMillis) {}

  private final boolean hidden;
  private final int status;
  private final String message;

  Answers(RateLimitingConfig config) {
    hidden = config.hideClientHeaders();
    status = (int) config.errorCode();
    message = config.errorMessage();
  }

  Verdict verdict(Exchange exchange, Usage usage, long nowMillis) {
    if (!hidden) {
      exchange.set(TOLD, new Told(usage, nowMillis));
    }
    return usage.admitted() ? Verdict.PROCEED : Verdict.error(status, message);
  }

  /// Puts what is known of limits into an answer's headers.
  void tell(Exchange exchange) {
    Told told = exchange.get(TOLD);
    if (told != null) {
      tell(exchange.response().headers(), told.usage, told.nowMillis);
    }
  }

  /// The short headers are those of the window with the least left; of two, the longer.
  private static void tell(Headers.Mutable headers, Usage usage, long nowMillis) {
    List<PeriodLimit> limits = usage.windows().stream().map(PeriodLimit.class::cast).toList();
    Integer stop = usage.admitted() ? null : lastExhausted(usage);
    int tightest = 0;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < limits.size(); i++) {
      // A refused request took nothing of the windows that would have admitted it.
      boolean taken = stop == null || stop == i;
      double left = Math.max(0, usage.left(i) - (taken ? 1 : 0));
      if (left <= least) {
        least = left;
        tightest = i;
      }
      String name = name(limits.get(i).period());
      headers.set("X-RateLimit-Limit-" + name, LuaNumber.text(limits.get(i).limit()));
      headers.set("X-RateLimit-Remaining-" + name, LuaNumber.text(left));
    }
    PeriodLimit limit = limits.get(tightest);
    String reset = Long.toString(reset(limit.period(), nowMillis));
    headers.set("RateLimit-Limit", LuaNumber.text(limit.limit()));
    headers.set("RateLimit-Remaining", LuaNumber.text(least));
    headers.set("RateLimit-Reset", reset);
    if (stop != null) {
      headers.set("Retry-After", reset);
    }
  }

  private static @Nullable Integer lastExhausted(Usage usage) {
    for (int i = usage.windows().size() - 1; i >= 0; i--) {
      if (usage.left(i) <= 0) {
        return i;
      }
    }
    return null;
  }

  private static long reset(Period period, long nowMillis) {
    return Math.max(1, period.seconds() - (nowMillis - period.start(nowMillis)) / 1000);
  }

  private static String name(Period period) {
    String label = period.label();
    return label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
  }
}
