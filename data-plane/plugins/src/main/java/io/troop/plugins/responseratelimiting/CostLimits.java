package io.troop.plugins.responseratelimiting;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.troop.plugin.Exchange;
import io.troop.plugin.Headers;
import io.troop.plugin.Host;
import io.troop.plugin.Placement;
import io.troop.plugin.Verdict;
import io.troop.plugin.template.LuaNumber;
import io.troop.ratelimit.Clients;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.Usage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What happens to a request and its answer, wherever costs are counted. *Thread-safe.*
final class CostLimits {
  private static final UUID NOBODY = new UUID(0, 0);
  private static final Exchange.Slot<State> STATE = new Exchange.Slot<>("response-ratelimiting");

  private final ResponseRatelimitingConfig config;
  private final Map<String, List<PeriodLimit>> limits = new LinkedHashMap<>();
  private final Map<String, Names> names = new HashMap<>();
  private final UUID route;
  private final UUID service;

  /// What a node counts by.
  record Key(UUID route, UUID service, String identifier, String limit) {

    /// Kong's key in Redis of the window that holds this moment.
    String redis(PeriodLimit window, long nowMillis) {
      return "response-ratelimit:"
          + route
          + ":"
          + service
          + ":"
          + identifier
          + ":"
          + window.start(nowMillis)
          + ":"
          + limit
          + ":"
          + window.period().label();
    }
  }

  /// The headers of one limit: `left` over all windows, and the others for each window.
  private record Names(String left, List<String> limits, List<String> remaining) {

    static Names of(String limit, List<PeriodLimit> windows) {
      List<String> each =
          windows.stream().map(window -> limit + "-" + window.period().label()).toList();
      return new Names(
          "X-RateLimit-Remaining-" + limit,
          each.stream().map(name -> "X-RateLimit-Limit-" + name).toList(),
          each.stream().map(name -> "X-RateLimit-Remaining-" + name).toList());
    }
  }

  /// One limit with what was used of it.
  record Part(Key key, List<PeriodLimit> windows, Usage usage) {}

  /// What is to be counted.
  record Cost(Key key, List<PeriodLimit> windows, double amount, long nowMillis) {}

  private static final class State {
    private final List<Part> parts;
    private final long nowMillis;
    private Map<String, Double> costs = Map.of();
    private boolean stopped;

    State(List<Part> parts, long nowMillis) {
      this.parts = parts;
      this.nowMillis = nowMillis;
    }
  }

  CostLimits(ResponseRatelimitingConfig config, Host host) {
    this.config = config;
    config.limits().forEach((name, limit) -> limits.put(name, limit.windows()));
    limits.forEach((name, windows) -> names.put(name, Names.of(name, windows)));
    Placement placement = host.placement();
    route = placement.route() == null ? NOBODY : placement.route();
    service = placement.service() == null ? NOBODY : placement.service();
  }

  /// The limits by what they are counted under for this request.
  Map<Key, List<PeriodLimit>> windows(Exchange exchange) {
    String client =
        switch (config.limitBy()) {
          case "consumer" -> Clients.consumer(exchange);
          case "credential" -> Clients.credential(exchange);
          default -> null;
        };
    String identifier = client == null ? Clients.address(exchange) : client;
    Map<Key, List<PeriodLimit>> keyed = new LinkedHashMap<>();
    limits.forEach(
        (name, windows) -> keyed.put(new Key(route, service, identifier, name), windows));
    return keyed;
  }

  /// Decides about a request, and tells the upstream what is left.
  Verdict verdict(Exchange exchange, List<Part> parts, long nowMillis) {
    for (Part part : parts) {
      if (config.blockOnFirstViolation() && !part.usage.admitted()) {
        return Verdict.error(429, "API rate limit exceeded for '" + part.key.limit + "'");
      }
      exchange.outbound().headers().set(names(part).left, left(part));
    }
    exchange.set(STATE, new State(parts, nowMillis));
    return Verdict.PROCEED;
  }

  /// Reads what an answer costs, tells the client what is left, and refuses the answer when what it
  /// costs was used up before.
  void onResponse(Exchange exchange) {
    State state = exchange.get(STATE);
    if (state == null) {
      return;
    }
    Headers.Mutable headers = exchange.response().headers();
    if (exchange.response().fromUpstream()) {
      state.costs = Costs.read(headers.all(config.headerName()), limits.keySet());
    }
    if (exchange.response().fromUpstream() && !config.hideClientHeaders()) {
      // Kong: 3.9 tells the client what its documentation says the upstream is told.
      state.parts.forEach(part -> headers.set(names(part).left, left(part)));
    }
    for (Part part : state.parts) {
      double cost = state.costs.getOrDefault(part.key.limit, 0.0);
      tell(headers, part, cost);
      state.stopped |= cost > 0 && !part.usage.admitted();
    }
    headers.remove(config.headerName());
    if (state.stopped) {
      exchange.response().status(429);
    }
  }

  private void tell(Headers.Mutable headers, Part part, double cost) {
    if (config.hideClientHeaders()) {
      return;
    }
    Names names = names(part);
    for (int i = 0; i < part.windows.size(); i++) {
      headers.set(names.limits.get(i), LuaNumber.text(part.windows.get(i).limit()));
      headers.set(names.remaining.get(i), LuaNumber.text(Math.max(0, part.usage.left(i) - cost)));
    }
  }

  /// What is left in the window with least.
  private static String left(Part part) {
    double least = Double.MAX_VALUE;
    for (int i = 0; i < part.windows.size(); i++) {
      least = Math.min(least, part.usage.left(i));
    }
    return LuaNumber.text(least);
  }

  private Names names(Part part) {
    return requireNonNull(names.get(part.key.limit));
  }

  /// A refused answer has no body.
  boolean wantsBody(Exchange exchange) {
    State state = exchange.get(STATE);
    return state != null && state.stopped;
  }

  @Nullable ByteBuf onBody(@Nullable ByteBuf part) {
    if (part != null) {
      part.release();
    }
    return null;
  }

  /// Tells what an exchange that passed has cost.
  void onLog(Exchange exchange, Consumer<Cost> count) {
    State state = exchange.get(STATE);
    if (state == null || state.stopped) {
      return;
    }
    for (Part part : state.parts) {
      double cost = state.costs.getOrDefault(part.key.limit, 0.0);
      if (cost != 0) {
        count.accept(new Cost(part.key, part.windows, cost, state.nowMillis));
      }
    }
  }

  /// The parts of a usage that was asked for all limits at once.
  static List<Part> parts(Map<Key, List<PeriodLimit>> keyed, Usage usage) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (Map.Entry<Key, List<PeriodLimit>> entry : keyed.entrySet()) {
      int end = at + entry.getValue().size();
      parts.add(
          new Part(
              entry.getKey(),
              entry.getValue(),
              Usage.of(entry.getValue(), usage.used().subList(at, end))));
      at = end;
    }
    return parts;
  }
}
