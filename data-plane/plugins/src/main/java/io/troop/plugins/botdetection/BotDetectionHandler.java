package io.troop.plugins.botdetection;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Refuses bots. *Thread-safe.*
final class BotDetectionHandler implements Handler.OnRequest {
  private static final Verdict FORBIDDEN = Verdict.error(403, "Forbidden");
  private static final Verdict AMBIGUOUS = Verdict.error(400, "Only one User-Agent header allowed");

  /// So many user agents are remembered; beyond it all are forgotten.
  private static final int REMEMBERED = 10_000;

  private final List<Pattern> allowed;
  private final List<Pattern> denied;
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  BotDetectionHandler(BotDetectionConfig config, Host host) {
    this.allowed = compiled(config.allow());
    this.denied = compiled(config.deny());
  }

  private static List<Pattern> compiled(@Nullable List<String> regexes) {
    return regexes == null ? List.of() : regexes.stream().map(Pattern::compile).toList();
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    List<String> agents = exchange.request().headers().all("User-Agent");
    if (agents.isEmpty()) {
      return Verdict.PROCEED;
    }
    if (agents.size() > 1) {
      return AMBIGUOUS;
    }
    return isRefused(agents.getFirst()) ? FORBIDDEN : Verdict.PROCEED;
  }

  private boolean isRefused(String agent) {
    Boolean remembered = known.get(agent);
    if (remembered != null) {
      return remembered;
    }
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    boolean refused = examine(agent.strip());
    known.put(agent, refused);
    return refused;
  }

  private boolean examine(String agent) {
    if (matches(allowed, agent)) {
      return false;
    }
    return matches(denied, agent) || Bots.include(agent);
  }

  private static boolean matches(List<Pattern> patterns, String agent) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(agent).find());
  }
}
