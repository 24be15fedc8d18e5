package io.troop.proxy.balance;

import io.troop.proxy.balance.TargetHealth.AddressHealth;
import io.troop.proxy.balance.UpstreamRules.TargetRule;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/// The pickers of a node, by identity of what they pick for: what they learned of health and load
/// outlives a configuration. *Thread-safe.*
public final class Balancers implements AutoCloseable {
  private static final int MOST_HOSTS = 20_000;

  private final Names names;
  private final Prober prober;
  private final ScheduledExecutorService timer;
  private final RandomGenerator random;
  private final Duration slowStart;
  private final Map<HostAndPort, HostPicker> hosts = new ConcurrentHashMap<>();
  private final Map<UUID, Kept> upstreams = new ConcurrentHashMap<>();

  private record HostAndPort(String host, int port) {}

  private record Kept(UpstreamPicker picker, @Nullable ActiveChecks checks) {
    void closeChecks() {
      if (checks != null) {
        checks.close();
      }
    }
  }

  Balancers(
      Names names,
      Prober prober,
      ScheduledExecutorService timer,
      RandomGenerator random,
      Duration slowStart) {
    this.slowStart = slowStart;
    this.names = names;
    this.prober = prober;
    this.timer = timer;
    this.random = random;
  }

  /// @param loops what active checks run on
  /// @param timer starts them; not closed with this object
  /// @param random thread-safe
  /// @param slowStart for how long the share of a target grows that became available; zero for none
  public static Balancers of(
      Names names,
      LoopResources loops,
      ScheduledExecutorService timer,
      RandomGenerator random,
      Duration slowStart) {
    return new Balancers(names, new NetworkProber(loops), timer, random, slowStart);
  }

  /// The picker for a host that is no upstream.
  public TargetPicker host(String host, int port) {
    var key = new HostAndPort(host, port);
    HostPicker known = hosts.get(key);
    if (known != null) {
      return known;
    }
    if (hosts.size() >= MOST_HOSTS) {
      hosts.clear();
    }
    return hosts.computeIfAbsent(key, _ -> new HostPicker(host, port, names));
  }

  /// The picker of an upstream, brought to this version of it.
  public TargetPicker upstream(UpstreamRules rules) {
    Kept kept =
        upstreams.compute(
            rules.id(),
            (_, before) -> {
              if (before != null && before.picker().rules().equals(rules)) {
                return before;
              }
              if (before == null) {
                var picker = new UpstreamPicker(rules, names, random, slowStart, System::nanoTime);
                return new Kept(picker, checks(picker));
              }
              var checkedSo = before.picker().rules().health();
              before.picker().update(rules);
              if (checkedSo.equals(rules.health())) {
                return before;
              }
              before.closeChecks();
              return new Kept(before.picker(), checks(before.picker()));
            });
    return Objects.requireNonNull(kept).picker();
  }

  private @Nullable ActiveChecks checks(UpstreamPicker picker) {
    return picker.rules().health().active().isOn() ? new ActiveChecks(picker, prober, timer) : null;
  }

  /// Forgets an upstream that is gone, with its health.
  public void remove(UUID upstream) {
    Kept kept = upstreams.remove(upstream);
    if (kept != null) {
      kept.closeChecks();
    }
  }

  /// The upstreams this node has whose targets are checked.
  public Set<UUID> checked() {
    Set<UUID> found = new HashSet<>();
    upstreams.forEach((id, kept) -> {
      if (kept.picker().rules().health().isOn()) {
        found.add(id);
      }
    });
    return found;
  }

  /// The health of an upstream's targets; empty for an upstream this node lacks.
  public List<TargetHealth> health(UUID upstream) {
    Kept kept = upstreams.get(upstream);
    if (kept == null) {
      return List.of();
    }
    UpstreamPicker picker = kept.picker();
    return picker.rules().targets().stream().map(target -> health(picker, target)).toList();
  }

  /// The health of all targets by the names of their upstreams. Upstreams of the same name in
  /// several workspaces stand together.
  public Map<String, List<TargetHealth>> health() {
    Map<String, List<TargetHealth>> all = new TreeMap<>();
    upstreams.forEach((id, kept) ->
        all.computeIfAbsent(kept.picker().rules().name(), _ -> new ArrayList<>())
            .addAll(health(id)));
    return all;
  }

  /// Sets the health of a target by hand, until checks say otherwise.
  ///
  /// @param target as configured, `host:port`
  /// @param address one address of the target; null for all
  /// @return whether the upstream has such a target
  public boolean setHealth(
      UUID upstream, String target, @Nullable InetSocketAddress address, boolean healthy) {
    Kept kept = upstreams.get(upstream);
    return kept != null && kept.picker().setHealth(target, address, healthy);
  }

  private static TargetHealth health(UpstreamPicker picker, TargetRule target) {
    boolean checked = picker.rules().health().isOn();
    List<Address> own =
        picker.standing().addresses().values().stream()
            .filter(address -> address.key().target().equals(target.target()))
            .toList();
    String health =
        own.isEmpty()
            ? "DNS_ERROR"
            : !checked
                ? "HEALTHCHECKS_OFF"
                : word(own.stream().anyMatch(address -> address.health().isHealthy()));
    return new TargetHealth(
        target.id(),
        target.target(),
        target.weight(),
        health,
        own.stream()
            .map(address ->
                new AddressHealth(
                    address.socket().getAddress().getHostAddress(),
                    address.socket().getPort(),
                    address.weight(),
                    checked ? word(address.health().isHealthy()) : "HEALTHCHECKS_OFF"))
            .toList());
  }

  private static String word(boolean healthy) {
    return healthy ? "HEALTHY" : "UNHEALTHY";
  }

  @Override
  public void close() {
    List.copyOf(upstreams.keySet()).forEach(this::remove);
  }
}
