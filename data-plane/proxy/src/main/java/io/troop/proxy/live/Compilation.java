package io.troop.proxy.live;

import io.troop.plugin.Entities;
import io.troop.plugin.entity.ConsumerGroupConsumer;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.entity.Service;
import io.troop.plugin.entity.Target;
import io.troop.plugin.entity.Upstream;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.balance.UpstreamRules;
import io.troop.proxy.chain.Chains;
import io.troop.proxy.chain.ConfiguredPlugin;
import io.troop.proxy.chain.PluginTable;
import io.troop.routing.RouteEntry;
import io.troop.routing.RouteTable;
import io.troop.state.EntityKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One configuration in the making: the parts of the last one, replaced where something changed.
/// *Confined to one thread; short-lived.*
final class Compilation {
  private final CompiledConfig last;
  private final Balancers balancers;
  private final RouterFlavor flavor;
  private EntityIndex index;
  private RouteTable routes;
  private RouteTable streams;
  private PluginTable plugins;
  private CertificateTable certificates;
  private UpstreamTable upstreams;

  private final Set<UUID> changedRoutes = new LinkedHashSet<>();
  private final Set<UUID> changedUpstreams = new LinkedHashSet<>();
  private final Set<UUID> changedMembers = new LinkedHashSet<>();
  private final List<RouteEntry> replacedEntries = new ArrayList<>();
  private final List<ConfiguredPlugin> replacedPlugins = new ArrayList<>();
  private final List<UUID> removedUpstreams = new ArrayList<>();

  private final Set<EntityKey> touched = new HashSet<>();
  private final Map<EntityKey, String> refused = new LinkedHashMap<>();

  Compilation(CompiledConfig last, Balancers balancers, RouterFlavor flavor) {
    this.flavor = flavor;
    this.last = last;
    this.balancers = balancers;
    this.index = last.index();
    this.routes = last.routes();
    this.streams = last.streamRoutes();
    this.plugins = last.plugins();
    this.certificates = last.certificateTable();
    this.upstreams = last.upstreams();
  }

  /// The entity has been looked at: what was wrong with it is so no more, unless it is refused.
  void touched(EntityKey key) {
    touched.add(key);
  }

  /// The entity can't be used; what was there of it stays.
  void refused(EntityKey key, String reason) {
    touched.add(key);
    refused.put(key, reason);
  }

  void index(Map<EntityKey, EntityIndex.@Nullable Row> rows) {
    index = index.apply(rows);
  }

  void route(UUID id) {
    changedRoutes.add(id);
  }

  /// The entities of the default workspace as they will be.
  Entities entities() {
    return index.in("default");
  }

  /// A service's routes carry it.
  void service(UUID id) {
    for (EntityIndex.Row row : index.children("routes", "service", id)) {
      changedRoutes.add(row.key().id());
    }
  }

  void plugin(UUID id, @Nullable ConfiguredPlugin next) {
    ConfiguredPlugin before = plugins.get(id);
    plugins = next == null ? plugins.without(id) : plugins.with(next);
    if (before != null) {
      replacedPlugins.add(before);
    }
  }

  void upstream(UUID id) {
    changedUpstreams.add(id);
  }

  /// A target belongs to an upstream, maybe to another one than before.
  void target(EntityKey key) {
    for (EntityIndex from : List.of(last.index(), index)) {
      EntityIndex.Row row = from.row(key);
      if (row != null && row.record() instanceof Target target) {
        changedUpstreams.add(target.upstream().id());
      }
    }
  }

  /// That a consumer is in a group, or was.
  void member(EntityKey key) {
    for (EntityIndex from : List.of(last.index(), index)) {
      EntityIndex.Row row = from.row(key);
      if (row != null && row.record() instanceof ConsumerGroupConsumer member) {
        changedMembers.add(member.consumer().id());
      }
    }
  }

  void certificates(UnaryOperator<CertificateTable> change) {
    certificates = change.apply(certificates);
  }

  /// Puts the parts together that several entities make up.
  void finish() {
    changedRoutes.forEach(this::compileRoute);
    changedUpstreams.forEach(this::compileUpstream);
    changedMembers.forEach(this::compileGroups);
  }

  // What was not foreseen in one entity must not keep the others from serving.
  @SuppressWarnings("IllegalCatch")
  private void compileRoute(UUID id) {
    EntityKey key = new EntityKey("routes", id);
    RouteEntry before = routes.entry(id);
    RouteEntry streamBefore = streams.entry(id);
    touched(key);
    try {
      RouteEntry entry = entry(key);
      boolean stream = entry != null && entry.isStream();
      RouteTable nextStreams = entry != null && stream ? streams.with(entry) : streams.without(id);
      routes = entry == null || stream ? routes.without(id) : routes.with(entry);
      streams = nextStreams;
    } catch (RuntimeException e) {
      refused(key, reason(e));
      return;
    }
    for (RouteEntry replaced : new RouteEntry[] {before, streamBefore}) {
      if (replaced != null) {
        replacedEntries.add(replaced);
      }
    }
  }

  /// The entry of a route; null when it takes no requests: it is gone, or its service is disabled.
  private @Nullable RouteEntry entry(EntityKey key) {
    EntityIndex.Row row = index.row(key);
    if (row == null || !(row.record() instanceof Route route)) {
      return null;
    }
    Ref named = route.service();
    if (named == null) {
      return new RouteEntry(route, null, row.workspace(), flavor);
    }
    EntityIndex.Row found = index.row(new EntityKey("services", named.id()));
    if (found == null || !(found.record() instanceof Service service)) {
      throw new IllegalArgumentException(
          "service: there is no usable service " + named.id() + " (expected: one that is)");
    }
    return service.enabled() ? new RouteEntry(route, service, row.workspace(), flavor) : null;
  }

  /// Why an entity can't be used, by what was thrown.
  static String reason(RuntimeException problem) {
    return problem instanceof IllegalArgumentException || problem instanceof IllegalStateException
        ? String.valueOf(problem.getMessage())
        : "it can't be used: " + problem;
  }

  @SuppressWarnings("IllegalCatch")
  private void compileUpstream(UUID id) {
    EntityKey key = new EntityKey("upstreams", id);
    touched(key);
    EntityIndex.Row row = index.row(key);
    if (row == null || !(row.record() instanceof Upstream upstream)) {
      upstreams = upstreams.without(id);
      removedUpstreams.add(id);
      return;
    }
    try {
      List<Target> targets =
          index.children("targets", "upstream", id).stream()
              .map(target -> (Target) target.record())
              .sorted(Comparator.comparingDouble(Target::createdAt))
              .toList();
      var picker = balancers.upstream(UpstreamRules.of(upstream, targets));
      upstreams = upstreams.with(id, row.workspace(), upstream.name(), picker);
    } catch (RuntimeException e) {
      refused(key, reason(e));
    }
  }

  private void compileGroups(UUID consumer) {
    List<UUID> groups =
        index.children("consumer_group_consumers", "consumer", consumer).stream()
            .map(row -> ((ConsumerGroupConsumer) row.record()).consumerGroup().id())
            .sorted()
            .toList();
    plugins = plugins.withGroups(consumer, groups);
  }

  CompiledConfig config() {
    Chains chains = plugins == last.plugins() ? last.chains() : plugins.chains();
    return new CompiledConfig(index, routes, streams, plugins, chains, certificates, upstreams);
  }

  Set<EntityKey> touchedKeys() {
    return touched;
  }

  /// Why entities can't be used.
  Map<EntityKey, String> refusals() {
    return refused;
  }

  /// Whether an earlier version of an entity serves.
  boolean serves(EntityKey key) {
    return switch (key.kind()) {
      case "routes" -> routes.entry(key.id()) != null || streams.entry(key.id()) != null;
      case "plugins" -> plugins.get(key.id()) != null;
      case "certificates" -> certificates.byId(key.id()) != null;
      default -> last.index().row(key) != null;
    };
  }

  /// To be called when the configuration is in use.
  void retire(Retirement retirement) {
    replacedEntries.forEach(last.chains()::forget);
    removedUpstreams.forEach(balancers::remove);
    retirement.of(replacedPlugins);
  }
}
