package io.troop.plugins.ratelimiting;

import static java.util.Objects.requireNonNull;

import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Verdict;
import io.troop.plugin.template.LuaNumber;
import io.troop.ratelimit.Period;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.Usage;
import io.troop.ratelimit.Window;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What clients are told of limits, and how they are refused. *Immutable and thread-safe.*
final class Answers {

  /// What the answer's headers will say.
  private static final Exchange.Slot<Told> TOLD = new Exchange.Slot<>("rate-limiting");

  private static final Map<Period, String> LIMITS = named("X-RateLimit-Limit-");
  private static final Map<Period, String> REMAINING = named("X-RateLimit-Remaining-");

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
    List<? extends Window> limits = usage.windows();
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
      PeriodLimit each = (PeriodLimit) limits.get(i);
      headers.set(requireNonNull(LIMITS.get(each.period())), LuaNumber.text(each.limit()));
      headers.set(requireNonNull(REMAINING.get(each.period())), LuaNumber.text(left));
    }
    PeriodLimit limit = (PeriodLimit) limits.get(tightest);
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

  private static Map<Period, String> named(String prefix) {
    Map<Period, String> names = new EnumMap<>(Period.class);
    for (Period period : Period.values()) {
      String label = period.label();
      names.put(
          period, prefix + label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1));
    }
    return names;
  }
}
