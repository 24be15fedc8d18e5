package io.troop.proxy.telemetry;

import io.troop.plugin.Exchange;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What one event loop carried since it was last collected, by route and consumer. *Confined to one
/// thread at a time:* the event loop fills it, and hands it over when it takes a new one.
///
/// Counting looks up ids that are there already and makes no garbage. The number of entries is
/// bounded; what comes beyond is counted without its consumer, then as of [#OTHERS].
public final class TrafficTable {

  /// Stands for all routes beyond the bound.
  public static final UUID OTHERS = new UUID(-1, -1);

  private static final int MOST = 4096;

  /// What requests have in common.
  ///
  /// @param route null for requests that no route matched
  public record Key(@Nullable UUID route, @Nullable UUID service, @Nullable UUID consumer) {}

  /// Takes an entry of a table.
  public interface Visitor {
    void visit(Key key, Traffic traffic);
  }

  /// Takes what a plugin took.
  public interface TimeVisitor {
    /// @param route null for requests that no route matched
    void visit(@Nullable UUID route, String plugin, PluginTime time);
  }

  private record Timed(@Nullable UUID route, String plugin) {}

  private static final class OfRoute {
    final @Nullable UUID service;
    final Traffic nobodys = new Traffic();
    boolean used;

    OfRoute(@Nullable UUID service) {
      this.service = service;
    }
  }

  private final Map<UUID, OfRoute> routes = new HashMap<>();
  private final OfRoute unmatched = new OfRoute(null);
  private final ConsumerTraffic consumers = new ConsumerTraffic();
  private final Map<Timed, PluginTime> times = new HashMap<>();
  private final int most;
  private int entries;
  private long folded;

  public TrafficTable() {
    this(MOST);
  }

  TrafficTable(int most) {
    this.most = most;
  }

  /// Counts an exchange that is over.
  public void count(Exchange exchange) {
    Route route = exchange.route();
    Service service = exchange.service();
    Exchange.Timings timings = exchange.timings();
    long upstream = timings.upstreamNanos();
    traffic(
            route == null ? null : route.id(),
            service == null ? null : service.id(),
            exchange.identity().consumerId())
        .add(
            exchange.response().status(),
            exchange.request().bytesReceived(),
            exchange.response().totalBytesSent(),
            timings.totalNanos() / 1000,
            upstream < 0 ? -1 : upstream / 1000);
  }

  /// Counts what a plugin took of a request that was measured. Beyond the bound, nothing more is
  /// measured: it is a sample anyway.
  public void timed(@Nullable UUID route, String plugin, int status, long micros) {
    Timed key = new Timed(route, plugin);
    PluginTime known = times.get(key);
    if (known == null && times.size() < most) {
      known = new PluginTime();
      times.put(key, known);
    }
    if (known != null) {
      known.add(status, micros);
    }
  }

  Traffic traffic(@Nullable UUID route, @Nullable UUID service, @Nullable UUID consumer) {
    Traffic known = consumer == null ? null : consumers.find(route, consumer);
    if (known != null) {
      return known;
    }
    OfRoute of = route == null ? unmatched : route(route, service);
    if (consumer != null) {
      if (entries < most) {
        entries++;
        return consumers.add(route, of.service, consumer);
      }
      folded++;
    }
    of.used = true;
    return of.nobodys;
  }

  private OfRoute route(UUID route, @Nullable UUID service) {
    OfRoute known = routes.get(route);
    if (known != null) {
      return known;
    }
    if (entries < most) {
      entries++;
      OfRoute fresh = new OfRoute(service);
      routes.put(route, fresh);
      return fresh;
    }
    folded++;
    return routes.computeIfAbsent(OTHERS, _ -> new OfRoute(null));
  }

  /// How many requests were counted without their consumer or route, of which there were too many.
  long folded() {
    return folded;
  }

  void forEach(Visitor visitor) {
    each(null, unmatched, visitor);
    routes.forEach((route, of) -> each(route, of, visitor));
    consumers.forEach(visitor);
  }

  public void forEachTime(TimeVisitor visitor) {
    times.forEach((key, time) -> visitor.visit(key.route(), key.plugin(), time));
  }

  private static void each(@Nullable UUID route, OfRoute of, Visitor visitor) {
    if (of.used) {
      visitor.visit(new Key(route, of.service, null), of.nobodys);
    }
  }
}
