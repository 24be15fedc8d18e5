package io.troop.proxy.chain;

import io.troop.proxy.route.RouteEntry;
import io.troop.state.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  private final PersistentMap<Scope, List<PluginInstance>> byScope;
  private final PersistentMap<UUID, List<UUID>> groupsOfConsumer;
  private final Chain global;
  private final Map<RouteEntry, Chain> chains = new ConcurrentHashMap<>();
  private final Map<GrownKey, Chain> grown = new ConcurrentHashMap<>();

  /// @param from the chain so far, compared by identity
  private record GrownKey(Chain from, UUID consumer, int order) {}

  ChainTable(
      PersistentMap<Scope, List<PluginInstance>> byScope,
      PersistentMap<UUID, List<UUID>> groupsOfConsumer) {
    this.byScope = byScope;
    this.groupsOfConsumer = groupsOfConsumer;
    this.global =
        new Chain(
            steps(List.of(Scope.global(DEFAULT_WORKSPACE)), Integer.MIN_VALUE),
            (chain, consumer, order) -> chain);
  }

  @Override
  public Chain of(@Nullable RouteEntry entry) {
    if (entry == null) {
      return global;
    }
    Chain made = chains.get(entry);
    return made != null ? made : chains.computeIfAbsent(entry, this::make);
  }

  @Override
  public Chain beforeRouting() {
    return global;
  }

  private Chain make(RouteEntry entry) {
    List<Chain.Step> steps = steps(scopes(entry, null), Integer.MIN_VALUE);
    return new Chain(steps, (chain, consumer, order) -> grow(entry, chain, consumer, order));
  }

  private Chain grow(RouteEntry entry, Chain chain, @Nullable UUID consumer, int order) {
    Chain plain = of(entry);
    if (consumer == null || !hasOwn(entry, consumer)) {
      return chain == plain ? plain : joined(entry, chain, null, order);
    }
    GrownKey key = new GrownKey(chain, consumer, order);
    Chain made = grown.get(key);
    if (made != null) {
      return made;
    }
    if (grown.size() >= MOST_GROWN) {
      grown.clear();
    }
    return grown.computeIfAbsent(key, _ -> joined(entry, chain, consumer, order));
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
  private Chain joined(RouteEntry entry, Chain before, @Nullable UUID consumer, int order) {
    List<Chain.Step> steps = new ArrayList<>();
    for (Chain.Step step : before.steps()) {
      if (step.order() <= order) {
        steps.add(step);
      }
    }
    steps.addAll(steps(scopes(entry, consumer), order));
    return new Chain(steps, (chain, next, at) -> grow(entry, chain, next, at));
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

  private List<Chain.Step> steps(List<Scope> scopes, int behind) {
    Map<Integer, Chain.Step> byOrder = new TreeMap<>();
    for (Scope scope : scopes) {
      List<PluginInstance> instances = byScope.get(scope);
      if (instances != null) {
        for (PluginInstance instance : instances) {
          if (instance.order() > behind) {
            byOrder.putIfAbsent(
                instance.order(), new Chain.Step(instance.order(), instance.handler()));
          }
        }
      }
    }
    return List.copyOf(byOrder.values());
  }
}
