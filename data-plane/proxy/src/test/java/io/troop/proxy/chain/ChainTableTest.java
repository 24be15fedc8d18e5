package io.troop.proxy.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Ref;
import io.troop.plugin.entity.Route;
import io.troop.plugin.entity.Service;
import io.troop.routing.RouteEntry;
import io.troop.routing.scope.ClientProtocol;
import io.troop.routing.scope.Place;
import io.troop.routing.scope.Scope;
import io.troop.state.PersistentMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ChainTableTest {
  private static final UUID ROUTE = new UUID(0, 1);
  private static final UUID SERVICE = new UUID(0, 2);
  private static final UUID BOB = new UUID(0, 3);
  private static final UUID AMY = new UUID(0, 4);
  private static final UUID GOLD = new UUID(0, 5);

  private final RouteEntry entry = entry("default");
  private PersistentMap<Scope, List<ConfiguredPlugin>> byScope = PersistentMap.empty();
  private PersistentMap<UUID, List<UUID>> groups = PersistentMap.empty();

  /// A handler that is known by its label.
  private record Labelled(String label) implements Handler.OnRequest, Handler.OnResponse {
    @Override
    public Verdict onRequest(Exchange exchange) {
      return Verdict.PROCEED;
    }

    @Override
    public void onResponse(Exchange exchange) {}
  }

  private void add(int order, String label, Scope scope) {
    add(order, label, scope, EnumSet.allOf(ClientProtocol.class));
  }

  private void add(int order, String label, Scope scope, Set<ClientProtocol> protocols) {
    add(order, label, Place.USUAL, scope, protocols);
  }

  private void add(int order, String label, Place place) {
    add(order, label, place, scope(null, null, null, null), EnumSet.allOf(ClientProtocol.class));
  }

  private void add(
      int order, String label, Place place, Scope scope, Set<ClientProtocol> protocols) {
    var instance =
        new ConfiguredPlugin(
            UUID.randomUUID(), "p", order, place, scope, protocols, new Labelled(label), null);
    byScope =
        byScope.changed(
            scope,
            there -> {
              List<ConfiguredPlugin> next = new ArrayList<>(there == null ? List.of() : there);
              next.add(instance);
              return next;
            });
  }

  private static Scope scope(UUID route, UUID service, UUID consumer, UUID group) {
    return new Scope("default", route, service, consumer, group);
  }

  private static List<String> labels(Object[] handlers) {
    return Arrays.stream(handlers).map(handler -> ((Labelled) handler).label()).toList();
  }

  @Test
  void theMostSpecificScopeCounts() {
    groups = groups.with(BOB, List.of(GOLD));
    List<Scope> leastFirst =
        List.of(
            scope(null, null, null, null),
            scope(null, SERVICE, null, null),
            scope(ROUTE, null, null, null),
            scope(null, null, null, GOLD),
            scope(null, null, BOB, null),
            scope(ROUTE, SERVICE, null, null),
            scope(null, SERVICE, null, GOLD),
            scope(ROUTE, null, null, GOLD),
            scope(null, SERVICE, BOB, null),
            scope(ROUTE, null, BOB, null),
            scope(ROUTE, SERVICE, null, GOLD),
            scope(ROUTE, SERVICE, BOB, null));
    add(1, "auth", scope(null, null, null, null));
    for (Scope scope : leastFirst) {
      add(2, scope.toString(), scope);
      Chain chain = table().of(entry, ClientProtocol.HTTP).identified(BOB, 0);
      assertThat(labels(chain.requests())).containsExactly("auth", scope.toString());
    }
  }

  @Test
  void handlersStandInTheOrderOfTheirPlugins() {
    add(3, "third", scope(ROUTE, null, null, null));
    add(1, "first", scope(null, null, null, null));
    add(2, "second", scope(null, SERVICE, null, null));
    Chain chain = table().of(entry, ClientProtocol.HTTP);
    assertThat(labels(chain.requests())).containsExactly("first", "second", "third");
    assertThat(labels(chain.responses())).containsExactly("first", "second", "third");
  }

  private ChainTable table() {
    AtomicReference<PersistentMap<UUID, Integer>> owners =
        new AtomicReference<>(PersistentMap.empty());
    byScope.forEach(
        (scope, there) -> owners.set(PluginTable.owning(owners.get(), scope, there.size())));
    return new ChainTable(byScope, groups, owners.get(), true);
  }

  private List<String> asked() {
    return labels(table().of(entry, ClientProtocol.HTTP).requests());
  }

  @Test
  void anInstanceMayAskToRunBeforeAnother() {
    add(1, "a", Place.USUAL);
    add(2, "auth", Place.USUAL);
    add(3, "b", Place.USUAL);
    add(4, "limit", new Place(Set.of(2, 9), Set.of()));
    add(5, "log", Place.USUAL);
    assertThat(asked()).containsExactly("a", "limit", "auth", "b", "log");
    Chain chain = table().of(entry, ClientProtocol.HTTP);
    assertThat(labels(chain.responses()))
        .as("other phases stay")
        .containsExactly("a", "auth", "b", "limit", "log");
  }

  @Test
  void anInstanceMayAskToRunBehindAnother() {
    add(1, "a", new Place(Set.of(), Set.of(3)));
    add(2, "b", Place.USUAL);
    add(3, "c", Place.USUAL);
    add(4, "d", new Place(Set.of(1), Set.of()));
    assertThat(asked()).containsExactly("b", "c", "d", "a");
  }

  @Test
  void wishesThatContradictEachOtherEndNowhereElse() {
    add(1, "a", new Place(Set.of(), Set.of(2)));
    add(2, "b", new Place(Set.of(), Set.of(1)));
    assertThat(asked()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatAConsumerHasJoinsBehindAnAuthenticationThatMoved() {
    add(1, "auth", new Place(Set.of(), Set.of(3)));
    add(2, "b", Place.USUAL);
    add(2, "b of bob", scope(null, null, BOB, null));
    add(3, "c", Place.USUAL);
    add(4, "d", Place.USUAL);
    add(4, "d of bob", scope(null, null, BOB, null));
    Chain start = table().of(entry, ClientProtocol.HTTP);
    assertThat(labels(start.requests())).containsExactly("b", "c", "auth", "d");
    assertThat(labels(start.identified(BOB, 2).requests()))
        .containsExactly("b", "c", "auth", "d of bob");
  }

  @Test
  void aConsumersPluginsJoinBehindTheOneThatIdentified() {
    add(1, "early", scope(null, null, null, null));
    add(1, "early of bob", scope(null, null, BOB, null));
    add(2, "auth", scope(null, null, null, null));
    add(3, "late", scope(ROUTE, null, null, null));
    add(3, "late of bob", scope(null, null, BOB, null));
    add(4, "last of bob", scope(null, null, BOB, null));
    var table = table();
    Chain start = table.of(entry, ClientProtocol.HTTP);
    assertThat(labels(start.requests())).containsExactly("early", "auth", "late");

    Chain bobs = start.identified(BOB, 1);
    assertThat(labels(bobs.requests()))
        .containsExactly("early", "auth", "late of bob", "last of bob");
    assertThat(start.identified(BOB, 1)).isSameAs(bobs);
    assertThat(start.identified(AMY, 1)).isSameAs(start);
    assertThat(labels(bobs.identified(AMY, 2).requests()))
        .containsExactly("early", "auth", "late of bob");
  }

  @Test
  void aRouteOfAnotherWorkspaceHasOnlyItsOwn() {
    add(1, "default", scope(null, null, null, null));
    add(1, "other", new Scope("other", null, null, null, null));
    var table = table();
    assertThat(labels(table.of(entry("other"), ClientProtocol.HTTP).requests()))
        .containsExactly("other");
    assertThat(labels(table.of(null, ClientProtocol.HTTP).responses())).containsExactly("default");
  }

  @Test
  void anInstanceTakesPartInItsProtocolsOnly() {
    add(1, "any", scope(null, null, null, null));
    add(1, "https", scope(ROUTE, null, null, null), ClientProtocol.named(List.of("https")));
    var table = table();
    assertThat(labels(table.of(entry, ClientProtocol.HTTP).requests())).containsExactly("any");
    assertThat(labels(table.of(entry, ClientProtocol.HTTPS).requests())).containsExactly("https");
    assertThat(labels(table.of(entry, ClientProtocol.GRPCS).requests())).containsExactly("https");
  }

  private static RouteEntry entry(String workspace) {
    Route route =
        new Route(
            ROUTE,
            null,
            new Ref(SERVICE),
            List.of("http"),
            null,
            null,
            List.of("/"),
            null,
            null,
            null,
            null,
            426,
            0,
            true,
            "v0",
            false,
            true,
            true,
            null,
            0,
            0,
            null,
            0);
    Service service =
        new Service(
            SERVICE, "s", 5, "http", "h", 80, null, 1, 1, 1, null, null, null, null, null, true, 0,
            0);
    return new RouteEntry(route, service, workspace);
  }
}
