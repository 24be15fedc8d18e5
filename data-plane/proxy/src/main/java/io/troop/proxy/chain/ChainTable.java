package io.troop.proxy.chain;

import io.troop.proxy.route.RouteEntry;
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

  /// Whether some instance does not take part in all protocols' requests.
  private final boolean asksForProtocol;

  private final Map<ClientProtocol, Chain> globals = new EnumMap<>(ClientProtocol.class);
  private final Map<ClientProtocol, Map<RouteEntry, Chain>> chains =
      new EnumMap<>(ClientProtocol.class);
  private final Map<GrownKey, Chain> grown = new ConcurrentHashMap<>();

  /// @param from the chain so far, compared by identity
  private record GrownKey(Chain from, UUID consumer, int order) {}

  ChainTable(
      PersistentMap<Scope, List<ConfiguredPlugin>> byScope,
      PersistentMap<UUID, List<UUID>> groupsOfConsumer,
      boolean asksForProtocol) {
    this.byScope = byScope;
    this.groupsOfConsumer = groupsOfConsumer;
    this.asksForProtocol = asksForProtocol;
    for (ClientProtocol protocol : ClientProtocol.values()) {
      globals.put(protocol, global(protocol));
      chains.put(protocol, new ConcurrentHashMap<>());
    }
  }

  private Chain global(ClientProtocol protocol) {
    List<Scope> scopes = List.of(Scope.global(DEFAULT_WORKSPACE));
    return new Chain(steps(scopes, protocol, Integer.MIN_VALUE), (chain, consumer, order) -> chain);
  }

  @Override
  public Chain of(@Nullable RouteEntry entry, ClientProtocol protocol) {
    if (entry == null) {
      return Objects.requireNonNull(globals.get(protocol));
    }
    ClientProtocol counts = asksForProtocol ? protocol : ClientProtocol.HTTP;
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
  private final class Place implements Chain.Growth {
    private final RouteEntry entry;
    private final ClientProtocol protocol;

    Place(RouteEntry entry, ClientProtocol protocol) {
      this.entry = entry;
      this.protocol = protocol;
    }

    @Override
    public Chain grow(Chain chain, @Nullable UUID consumer, int order) {
      return ChainTable.this.grow(this, chain, consumer, order);
    }
  }

  private Chain make(RouteEntry entry, ClientProtocol protocol) {
    return new Chain(
        steps(scopes(entry, null), protocol, Integer.MIN_VALUE), new Place(entry, protocol));
  }

  private Chain grow(Place place, Chain chain, @Nullable UUID consumer, int order) {
    Chain plain = of(place.entry, place.protocol);
    if (consumer == null || !hasOwn(place.entry, consumer)) {
      return chain == plain ? plain : joined(place, chain, null, order);
    }
    GrownKey key = new GrownKey(chain, consumer, order);
    Chain made = grown.get(key);
    if (made != null) {
      return made;
    }
    if (grown.size() >= MOST_GROWN) {
      grown.clear();
    }
    return grown.computeIfAbsent(key, _ -> joined(place, chain, consumer, order));
  }

  /// Whether something is configured for the consumer or one of its groups.
  private boolean hasOwn(RouteEntry entry, UUID consumer) {
    for (Scope scope : scopes(entry, consumer)) {
      if ((scope.consumer() != null || scope.consumerGroup() != null)
          && byScope.get(scope) != null) {
        return true;
      }
    }
    return false;
  }

  /// What ran up to `order` stays as it was; behind it, the consumer's configuration counts.
  private Chain joined(Place place, Chain before, @Nullable UUID consumer, int order) {
    List<Chain.Step> steps = new ArrayList<>();
    for (Chain.Step step : before.steps()) {
      if (step.order() <= order) {
        steps.add(step);
      }
    }
    steps.addAll(steps(scopes(place.entry, consumer), place.protocol, order));
    return new Chain(steps, place);
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

  private List<Chain.Step> steps(List<Scope> scopes, ClientProtocol protocol, int behind) {
    Map<Integer, Chain.Step> byOrder = new TreeMap<>();
    for (Scope scope : scopes) {
      List<ConfiguredPlugin> instances = byScope.get(scope);
      if (instances != null) {
        for (ConfiguredPlugin instance : instances) {
          if (instance.order() > behind && instance.protocols().contains(protocol)) {
            byOrder.putIfAbsent(
                instance.order(), new Chain.Step(instance.order(), instance.handler()));
          }
        }
      }
    }
    return List.copyOf(byOrder.values());
  }
}
