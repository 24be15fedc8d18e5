package io.troop.plugins.responseratelimiting;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Host;
import io.troop.plugin.Verdict;
import io.troop.ratelimit.LocalCounters;
import java.util.ArrayList;
import java.util.List;

/// Counts costs on this node. *Thread-safe.*
final class LocalHandler extends CostAnswers implements Handler.OnRequest, Handler.OnLog {
  private final Host host;
  private final LocalCounters counters;

  LocalHandler(ResponseRatelimitingConfig config, Host host) {
    super(new CostLimits(config, host));
    this.host = host;
    this.counters = host.keep("response-ratelimiting", LocalCounters.class, LocalCounters::new);
  }

  @Override
  public Verdict onRequest(Exchange exchange) {
    long now = host.clock().millis();
    List<CostLimits.Part> parts = new ArrayList<>();
    limits
        .windows(exchange)
        .forEach((key, windows) ->
            parts.add(new CostLimits.Part(key, windows, counters.look(key, windows, now))));
    return limits.verdict(exchange, parts, now);
  }

  @Override
  public void onLog(Exchange exchange) {
    limits.onLog(
        exchange,
        cost -> counters.add(cost.key(), cost.windows(), cost.nowMillis(), cost.amount()));
  }
}
