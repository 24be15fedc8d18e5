package io.troop.proxy.balance;

import io.troop.plugin.Exchange;
import io.troop.proxy.balance.Lookup.Found;
import io.troop.proxy.balance.UpstreamRules.TargetRule;
import io.troop.routing.Match;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Balances over the targets of one upstream. *Thread-safe*, and the same object as long as the
/// upstream exists, so that health, load and turns outlive a configuration.
final class UpstreamPicker implements TargetPicker {
  private static final NoPeer NO_PEER =
      new NoPeer(503, "failure to get a peer from the ring-balancer");
  private static final long LOOK_AGAIN_NANOS = 1_000_000_000L;

  private final Names names;
  private final RandomGenerator random;
  private final Duration slowStart;
  private final LongSupplier ticks;
  private final AtomicInteger turn;
  private volatile UpstreamRules rules;
  private volatile Standing standing;
  private volatile long lookedAt;

  /// Where the addresses stand at the moment. *Immutable.*
  ///
  /// @param addresses all of them, available or not
  /// @param unresolved targets whose name has no address so far
  /// @param serves whether enough of the weight is healthy
  record Standing(
      Map<Address.Key, Address> addresses,
      List<TargetRule> unresolved,
      Ring ring,
      boolean serves) {}

  /// @param slowStart for how long the share of a target grows that became available
  /// @param ticks nanoseconds since some moment
  UpstreamPicker(
      UpstreamRules rules,
      Names names,
      RandomGenerator random,
      Duration slowStart,
      LongSupplier ticks) {
    this.rules = rules;
    this.names = names;
    this.random = random;
    this.slowStart = slowStart;
    this.ticks = ticks;
    this.lookedAt = ticks.getAsLong();
    this.turn = new AtomicInteger(random.nextInt(1 << 16));
    this.standing = new Standing(Map.of(), List.of(), ring(rules, List.of()), true);
    arrange();
  }

  UpstreamRules rules() {
    return rules;
  }

  Standing standing() {
    return standing;
  }

  /// Takes another version of the upstream.
  synchronized void update(UpstreamRules next) {
    boolean checked = next.health().isOn();
    rules = next;
    if (!checked) {
      // Kong: without checks nothing would ever bring a target back.
      standing.addresses().values().forEach(address -> address.health().set(true));
    }
    arrange();
  }

  /// Sets the health of a target by hand.
  ///
  /// @param target as configured, `host:port`
  /// @return whether there is such a target
  boolean setHealth(String target, @Nullable InetSocketAddress socket, boolean healthy) {
    boolean known = false;
    for (Address address : standing.addresses().values()) {
      if (address.key().target().equals(target)
          && (socket == null || socket.equals(address.socket()))) {
        known = true;
        if (address.health().set(healthy)) {
          arrange();
        }
      }
    }
    return known;
  }

  @Override
  public boolean hasTarget() {
    Standing current = standing;
    return current.serves() && !(current.ring().isEmpty() && current.unresolved().isEmpty());
  }

  @Override
  public Choice pick(Exchange exchange, @Nullable Match match, @Nullable Peer last) {
    Attempt before = last instanceof Attempt attempt ? attempt : null;
    if (before != null) {
      before.retried();
    }
    long now = ticks.getAsLong();
    if (now - lookedAt > LOOK_AGAIN_NANOS) {
      lookedAt = now;
      lookAgain();
    }
    Standing current = standing;
    if (current.ring().isEmpty() && !current.unresolved().isEmpty() && before == null) {
      return new Pending(resolved(current).then(Mono.fromSupplier(() -> pick(exchange, match))));
    }
    return pick(exchange, match, before, now);
  }

  private Choice pick(Exchange exchange, @Nullable Match match) {
    return pick(exchange, match, null, ticks.getAsLong());
  }

  private Choice pick(
      Exchange exchange, @Nullable Match match, @Nullable Attempt before, long now) {
    Standing current = standing;
    UpstreamRules all = rules;
    if (!current.serves()) {
      return NO_PEER;
    }
    HashInput input =
        before != null
            ? before.input()
            : all.algorithm() == Ring.Algorithm.CONSISTENT_HASHING
                ? HashInput.of(all, exchange, match, random)
                : null;
    long hash = input == null ? 0 : Ring.hash(input.text());
    List<Address> tried = before == null ? List.of() : before.tried();
    Address picked = current.ring().pick(turn.getAndIncrement(), hash, tried, now);
    return picked == null
        ? NO_PEER
        : new Attempt(this, picked, hostHeader(all, picked, exchange), input, tried);
  }

  private static String hostHeader(UpstreamRules rules, Address address, Exchange exchange) {
    String configured = rules.hostHeader();
    String name = configured == null ? address.name() : configured;
    var service = exchange.service();
    boolean tls =
        service != null
            && (service.protocol().equals("https") || service.protocol().equals("grpcs"));
    int port = address.socket().getPort();
    return port == (tls ? 443 : 80) ? name : name + ":" + port;
  }

  /// An address changed its health.
  void healthChanged() {
    arrange();
  }

  private Mono<Void> resolved(Standing current) {
    return Flux.fromIterable(current.unresolved())
        .flatMap(target -> names.of(target.host()).ready().onErrorResume(_ -> Mono.empty()))
        .then(Mono.fromRunnable(this::arrange));
  }

  /// Names may have other addresses by now.
  private void lookAgain() {
    List<Address.Key> before = List.copyOf(standing.addresses().keySet());
    for (TargetRule target : rules.targets()) {
      if (Names.literal(target.host()) == null) {
        names.of(target.host()).now();
      }
    }
    Map<Address.Key, Integer> wanted = wanted(new ArrayList<>());
    boolean warming = standing.addresses().values().stream().anyMatch(Address::isWarming);
    if (warming || !wanted.keySet().equals(java.util.Set.copyOf(before))) {
      arrange();
    }
  }

  private synchronized void arrange() {
    List<TargetRule> unresolved = new ArrayList<>();
    Map<Address.Key, Address> before = standing.addresses();
    Map<Address.Key, Address> next = new HashMap<>();
    wanted(unresolved)
        .forEach((key, weight) -> {
          Address known = before.get(key);
          Address address = known == null ? fresh(key, weight, before) : known;
          address.weight(weight);
          next.put(key, address);
        });
    List<Address> all = List.copyOf(next.values());
    long now = ticks.getAsLong();
    // The first targets of an upstream start together: none has to be spared.
    boolean warms = !slowStart.isZero() && !before.isEmpty();
    all.forEach(address -> address.arranged(address.isAvailable(), warms, now));
    standing =
        new Standing(Map.copyOf(next), List.copyOf(unresolved), ring(rules, all), serves(all));
  }

  private Address fresh(Address.Key key, int weight, Map<Address.Key, Address> others) {
    Address address = new Address(key, weight);
    double average = others.values().stream().mapToDouble(Address::latency).average().orElse(0);
    address.startLatency(average, ticks.getAsLong());
    return address;
  }

  private Ring ring(UpstreamRules rules, List<Address> all) {
    return new Ring(rules.algorithm(), all, slowStart, ticks.getAsLong());
  }

  /// Kong: more of the weight than the threshold says has to be healthy, so that 100 lets nothing
  /// through.
  private boolean serves(List<Address> all) {
    double threshold = rules.health().threshold();
    long total = all.stream().mapToLong(Address::weight).sum();
    long available = all.stream().filter(Address::isAvailable).mapToLong(Address::weight).sum();
    return threshold <= 0 || total == 0 || available * 100.0 / total > threshold;
  }

  /// The addresses there should be, with their weights.
  private Map<Address.Key, Integer> wanted(List<TargetRule> unresolved) {
    Map<Address.Key, Integer> wanted = new HashMap<>();
    for (TargetRule target : rules.targets()) {
      InetAddress literal = Names.literal(target.host());
      if (literal != null) {
        var socket = new InetSocketAddress(literal, target.port());
        wanted.put(new Address.Key(target.target(), target.host(), socket), target.weight());
        continue;
      }
      List<Found> found = names.of(target.host()).now();
      if (found.isEmpty()) {
        unresolved.add(target);
      }
      for (Found one : found) {
        var socket =
            new InetSocketAddress(one.address(), one.port() == 0 ? target.port() : one.port());
        String name = rules.usesSrvName() ? one.name() : target.host();
        int weight = one.weight() < 0 || target.weight() == 0 ? target.weight() : one.weight();
        wanted.put(new Address.Key(target.target(), name, socket), weight);
      }
    }
    return wanted;
  }
}
