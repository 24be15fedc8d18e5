package io.troop.proxy.chain;

import io.troop.routing.RouteEntry;
import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.Place;
import io.troop.routing.scope.Scope;
import io.troop.routing.scope.Selection;
import io.troop.state.PersistentMap;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The plugin instances of one configuration by scope, and the chains made of them. *Thread-safe.*
///
/// A route's chain is made when its first request comes, and kept; so is the chain of a consumer
/// for whom something of its own is configured.
final class ChainTable implements Chains {
  /// Kong's workspace of requests that no route took.
  private static final String DEFAULT_WORKSPACE = "default";

  /// So many chains of consumers are kept; beyond it they are made anew.
  private static final int MOST_GROWN = 20_000;

  private final PersistentMap<Scope, List<ConfiguredPlugin>> byScope;
  private final PersistentMap<UUID, List<UUID>> groupsOfConsumer;
  private final PersistentMap<UUID, Integer> owners;

  /// Whether some instance does not take part in the requests of all protocols.
  private final boolean asksForProtocol;

  private final Map<ClientProtocol, Chain> globals = new EnumMap<>(ClientProtocol.class);
  private final Map<ClientProtocol, Map<RouteEntry, Chain>> chains =
      new EnumMap<>(ClientProtocol.class);
  private final Map<GrownKey, Chain> grown = new ConcurrentHashMap<>();

  /// @param from the chain so far, compared by identity
  private record GrownKey(Chain from, UUID consumer, int index) {}

  /// @param owners the consumers and consumer groups that something is configured for
  ChainTable(
      PersistentMap<Scope, List<ConfiguredPlugin>> byScope,
      PersistentMap<UUID, List<UUID>> groupsOfConsumer,
      PersistentMap<UUID, Integer> owners,
      boolean asksForProtocol) {
    this.byScope = byScope;
    this.groupsOfConsumer = groupsOfConsumer;
    this.owners = owners;
    this.asksForProtocol = asksForProtocol;
    for (ClientProtocol protocol : ClientProtocol.values()) {
      globals.put(protocol, global(protocol));
      chains.put(protocol, new ConcurrentHashMap<>());
    }
  }

  private Chain global(ClientProtocol protocol) {
    List<Scope> scopes = List.of(Scope.global(DEFAULT_WORKSPACE));
    return whole(steps(scopes, protocol), (chain, consumer, index) -> chain);
  }

  private static Chain whole(List<Chain.Step> steps, Chain.Growth growth) {
    return new Chain(
        steps, Place.arranged(steps.stream().filter(Chain.Step::asks).toList()), growth);
  }

  @Override
  public Chain of(@Nullable RouteEntry entry, ClientProtocol protocol) {
    if (entry == null) {
      return Objects.requireNonNull(globals.get(protocol));
    }
    ClientProtocol counts = asksForProtocol || protocol.isStream() ? protocol : ClientProtocol.HTTP;
    Map<RouteEntry, Chain> made = Objects.requireNonNull(chains.get(counts));
    Chain chain = made.get(entry);
    return chain != null ? chain : made.computeIfAbsent(entry, _ -> make(entry, counts));
  }

  @Override
  public Chain beforeRouting() {
    return Objects.requireNonNull(globals.get(ClientProtocol.HTTP));
  }

  @Override
  public void forget(RouteEntry entry) {
    chains.values().forEach(made -> made.remove(entry));
  }

  /// What a chain is made for.
  private final class Spot implements Chain.Growth {
    private final RouteEntry entry;
    private final ClientProtocol protocol;

    Spot(RouteEntry entry, ClientProtocol protocol) {
      this.entry = entry;
      this.protocol = protocol;
    }

    @Override
    public Chain grow(Chain chain, @Nullable UUID consumer, int index) {
      return ChainTable.this.grow(this, chain, consumer, index);
    }
  }

  private Chain make(RouteEntry entry, ClientProtocol protocol) {
    return whole(steps(scopes(entry, null), protocol), new Spot(entry, protocol));
  }

  private Chain grow(Spot spot, Chain chain, @Nullable UUID consumer, int index) {
    Chain plain = of(spot.entry, spot.protocol);
    if (consumer == null || !mayOwn(consumer) || !hasOwn(spot.entry, consumer)) {
      return chain == plain ? plain : joined(spot, chain, null, index);
    }
    GrownKey key = new GrownKey(chain, consumer, index);
    Chain made = grown.get(key);
    if (made != null) {
      return made;
    }
    if (grown.size() >= MOST_GROWN) {
      grown.clear();
    }
    return grown.computeIfAbsent(key, _ -> joined(spot, chain, consumer, index));
  }

  /// Whether something is configured for the consumer or one of its groups, wherever: asked first,
  /// because for most consumers nothing is.
  private boolean mayOwn(UUID consumer) {
    if (owners.isEmpty()) {
      return false;
    }
    List<UUID> groups = groupsOfConsumer.get(consumer);
    return owners.get(consumer) != null
        || (groups != null && groups.stream().anyMatch(group -> owners.get(group) != null));
  }

  /// Whether something is configured for the consumer or one of its groups here.
  private boolean hasOwn(RouteEntry entry, UUID consumer) {
    for (Scope scope : scopes(entry, consumer)) {
      if ((scope.consumer() != null || scope.consumerGroup() != null)
          && byScope.get(scope) != null) {
        return true;
      }
    }
    return false;
  }

  /// What ran up to the handler at `index` stays as it was; behind it, the consumer's configuration
  /// counts.
  private Chain joined(Spot spot, Chain before, @Nullable UUID consumer, int index) {
    List<Chain.Step> ran = before.asked().subList(0, index + 1);
    Chain.Step last = ran.getLast();
    Map<Integer, Chain.Step> byOrder = new TreeMap<>();
    for (Chain.Step step : before.steps()) {
      if (step.asks() ? ran.contains(step) : step.order() <= last.order()) {
        byOrder.put(step.order(), step);
      }
    }
    for (Chain.Step step : steps(scopes(spot.entry, consumer), spot.protocol)) {
      if (step.asks() || step.order() > last.order()) {
        byOrder.putIfAbsent(step.order(), step);
      }
    }
    List<Chain.Step> all =
        Place.arranged(byOrder.values().stream().filter(Chain.Step::asks).toList());
    List<Chain.Step> asked = new ArrayList<>(ran);
    // What stands before it and did not run has had its time.
    all.subList(all.indexOf(last) + 1, all.size()).stream()
        .filter(step -> !ran.contains(step))
        .forEach(asked::add);
    return new Chain(
        byOrder.values().stream().filter(step -> !step.asks() || asked.contains(step)).toList(),
        asked,
        spot);
  }

  private List<Scope> scopes(RouteEntry entry, @Nullable UUID consumer) {
    var service = entry.service();
    List<UUID> groups = consumer == null ? null : groupsOfConsumer.get(consumer);
    return Scope.covering(
        entry.workspace(),
        entry.route().id(),
        service == null ? null : service.id(),
        consumer,
        groups == null ? List.of() : groups);
  }

  private List<Chain.Step> steps(List<Scope> scopes, ClientProtocol protocol) {
    return Selection.of(scopes, byScope::get, protocol).stream()
        .map(ConfiguredPlugin::step)
        .toList();
  }
}
