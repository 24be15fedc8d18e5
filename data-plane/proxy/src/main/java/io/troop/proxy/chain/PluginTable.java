package io.troop.proxy.chain;

import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.Scope;
import io.troop.state.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The plugin instances of one configuration. *Immutable*: [#with] and [#without] yield another
/// table that shares what did not change.
public final class PluginTable {
  public static final PluginTable EMPTY =
      new PluginTable(
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          PersistentMap.empty(),
          0,
          0);

  private final PersistentMap<UUID, ConfiguredPlugin> byId;
  private final PersistentMap<Scope, List<ConfiguredPlugin>> byScope;
  private final PersistentMap<UUID, List<UUID>> groupsOfConsumer;

  /// How many instances are configured for a consumer or a consumer group, by its id.
  private final PersistentMap<UUID, Integer> owners;

  /// How many of them do not take part in the requests of all protocols.
  private final int restricted;

  /// How many of them look at clients' certificates.
  private final int asking;

  private PluginTable(
      PersistentMap<UUID, ConfiguredPlugin> byId,
      PersistentMap<Scope, List<ConfiguredPlugin>> byScope,
      PersistentMap<UUID, List<UUID>> groupsOfConsumer,
      PersistentMap<UUID, Integer> owners,
      int restricted,
      int asking) {
    this.byId = byId;
    this.byScope = byScope;
    this.groupsOfConsumer = groupsOfConsumer;
    this.owners = owners;
    this.restricted = restricted;
    this.asking = asking;
  }

  public int size() {
    return byId.size();
  }

  public @Nullable ConfiguredPlugin get(UUID id) {
    return byId.get(id);
  }

  /// The table with this instance in place of the one with its id.
  public PluginTable with(ConfiguredPlugin instance) {
    PluginTable rest = without(instance.id());
    List<ConfiguredPlugin> there = rest.byScope.get(instance.scope());
    List<ConfiguredPlugin> more = new ArrayList<>(there == null ? List.of() : there);
    more.add(instance);
    return new PluginTable(
        rest.byId.with(instance.id(), instance),
        rest.byScope.with(instance.scope(), List.copyOf(more)),
        groupsOfConsumer,
        owning(rest.owners, instance.scope(), 1),
        rest.restricted + count(instance),
        rest.asking + (instance.asksForCertificates() ? 1 : 0));
  }

  private static int count(ConfiguredPlugin instance) {
    return ClientProtocol.areAllOfRequests(instance.protocols()) ? 0 : 1;
  }

  static PersistentMap<UUID, Integer> owning(
      PersistentMap<UUID, Integer> owners, Scope scope, int more) {
    UUID owner = scope.consumer() != null ? scope.consumer() : scope.consumerGroup();
    return owner == null
        ? owners
        : owners.changed(
            owner,
            there -> {
              int count = (there == null ? 0 : there) + more;
              return count == 0 ? null : Integer.valueOf(count);
            });
  }

  /// The table without this instance; this very table when it lacks it.
  public PluginTable without(UUID id) {
    ConfiguredPlugin instance = byId.get(id);
    if (instance == null) {
      return this;
    }
    PersistentMap<Scope, List<ConfiguredPlugin>> scopes =
        byScope.changed(
            instance.scope(),
            there -> {
              List<ConfiguredPlugin> left = new ArrayList<>(there == null ? List.of() : there);
              left.remove(instance);
              return left.isEmpty() ? null : List.copyOf(left);
            });
    return new PluginTable(
        byId.without(id),
        scopes,
        groupsOfConsumer,
        owning(owners, instance.scope(), -1),
        restricted - count(instance),
        asking - (instance.asksForCertificates() ? 1 : 0));
  }

  /// The table in which a consumer is in these groups, the first counting most.
  public PluginTable withGroups(UUID consumer, List<UUID> groups) {
    return new PluginTable(
        byId,
        byScope,
        groups.isEmpty()
            ? groupsOfConsumer.without(consumer)
            : groupsOfConsumer.with(consumer, List.copyOf(groups)),
        owners,
        restricted,
        asking);
  }

  /// Whether clients are asked for certificates.
  public boolean asksForCertificates() {
    return asking > 0;
  }

  /// The chains of these instances.
  public Chains chains() {
    return byId.isEmpty()
        ? Chains.NONE
        : new ChainTable(byScope, groupsOfConsumer, owners, restricted > 0);
  }
}
