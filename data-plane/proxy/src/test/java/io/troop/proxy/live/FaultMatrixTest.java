package io.troop.proxy.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Catalog;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.EntitySpec;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.Field;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.balance.DnsRules;
import io.troop.proxy.balance.Names;
import io.troop.proxy.chain.PluginMaker;
import io.troop.proxy.chain.PluginNode;
import io.troop.proxy.live.Applied.Quarantined;
import io.troop.proxy.vault.SecretCache;
import io.troop.proxy.vault.SecretSources;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/// One bad entity, of whatever kind and however bad, keeps no other from being served. What a
/// control plane would refuse comes all the same when it is newer, or has a fault.
class FaultMatrixTest {

  private static final Catalog CATALOG = Catalog.load();
  private static final UUID SERVICE = new UUID(0, 1);
  private static final UUID ROUTE = new UUID(0, 2);
  private static final UUID CONSUMER = new UUID(0, 3);
  private static final UUID BAD = new UUID(9, 9);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LoopResources loops = LoopResources.create("faults", 1, true);
  private final LiveConfig live = new LiveConfig();
  private final ConfigApplier applier = applier();
  private Image image = Image.EMPTY;

  private ConfigApplier applier() {
    SecretCache secrets = new SecretCache(() -> Instant.EPOCH);
    VaultReferences references =
        new VaultReferences(
            Map.of(), new SecretSources(_ -> Mono.empty(), () -> Instant.EPOCH, Map.of()), secrets);
    PluginNode node =
        new PluginNode(
            UUID.randomUUID(), () -> Instant.EPOCH, new Random(1), timer, references, null);
    Balancers balancers =
        Balancers.of(
            new Names(_ -> Mono.empty(), DnsRules.DEFAULT, () -> Instant.EPOCH),
            loops,
            timer,
            new Random(1),
            Duration.ZERO);
    return new ConfigApplier(
        live,
        new ConfigCompiler(
            CATALOG, new PluginMaker(CATALOG, node), balancers, references, () -> Instant.EPOCH),
        new Retirement(timer, Duration.ofMillis(1)));
  }

  @AfterEach
  void close() {
    timer.shutdownNow();
    loops.dispose();
  }

  /// A way of being bad.
  private record Fault(String name, EntitySpec spec) {

    byte[] document() {
      return switch (name) {
        case "cut off" -> "{\"id\":\"0000".getBytes(UTF_8);
        case "of another form" -> "[1,2]".getBytes(UTF_8);
        case "empty" -> ("{\"id\":\"" + BAD + "\"}").getBytes(UTF_8);
        case "of wrong types" -> Json.bytes(wrong());
        default -> throw new AssertionError(name);
      };
    }

    private Map<String, Object> wrong() {
      Map<String, Object> document = new LinkedHashMap<>();
      for (Field field : spec.schema().fields()) {
        document.put(field.name(), List.of(Map.of("odd", true)));
      }
      document.put("id", BAD.toString());
      return document;
    }

    /// Whether nothing can be made of it, whatever the kind.
    boolean isHopeless() {
      return !name.equals("empty");
    }

    @Override
    public String toString() {
      return spec.name() + " " + name;
    }
  }

  private static Stream<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    for (EntitySpec spec : CATALOG.entities()) {
      for (String name : List.of("cut off", "of another form", "empty", "of wrong types")) {
        faults.add(new Fault(name, spec));
      }
    }
    return faults.stream();
  }

  private static Change put(String kind, UUID id, String json) {
    return Change.put(Entity.received(new EntityKey(kind, id), "default", json.getBytes(UTF_8)));
  }

  private static Change service(String host) {
    return put(
        "services",
        SERVICE,
        "{\"id\":\""
            + SERVICE
            + "\",\"name\":\"s\",\"host\":\""
            + host
            + "\",\"port\":80,\"protocol\":\"http\",\"retries\":5,\"enabled\":true}");
  }

  private static Change route(String path) {
    return put(
        "routes",
        ROUTE,
        "{\"id\":\""
            + ROUTE
            + "\",\"service\":{\"id\":\""
            + SERVICE
            + "\"},\"protocols\":[\"http\"],\"paths\":[\""
            + path
            + "\"],\"strip_path\":true,\"path_handling\":\"v0\"}");
  }

  private static Change consumer(String name) {
    return put(
        "consumers", CONSUMER, "{\"id\":\"" + CONSUMER + "\",\"username\":\"" + name + "\"}");
  }

  private Applied apply(Change... changes) {
    List<Change> list = List.of(changes);
    image = image.apply(list);
    return applier.apply(image, list);
  }

  private String hostFor(String path) {
    var match = live.get().router().match(new PathQuery(path));
    return match == null ? "none" : match.service().host();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aBadEntityKeepsNoOtherFromBeingServed(Fault fault) {
    apply(service("one"), route("/a"), consumer("ada"));
    EntityKey key = new EntityKey(fault.spec().name(), BAD);
    Change bad = Change.put(Entity.received(key, "default", fault.document()));

    Applied applied = apply(bad, service("two"), route("/b"), consumer("grace"));

    assertThat(hostFor("/b")).isEqualTo("two");
    assertThat(hostFor("/a")).isEqualTo("none");
    assertThat(live.get().entities(null).find(Consumer.class, "username", "grace")).isNotNull();
    assertThat(applied.quarantined()).extracting(Quarantined::key).isSubsetOf(key);
    if (fault.isHopeless()) {
      assertThat(applied.quarantined()).hasSize(1);
      assertThat(applied.quarantined().getFirst().reason()).isNotBlank();
      assertThat(applied.quarantined().getFirst().servesLastGood()).isFalse();
    }
    assertThat(apply(Change.delete(key)).quarantined()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("lastGoods")
  void theLastGoodVersionGoesOnServing(String kind, UUID id) {
    apply(service("one"), route("/a"), consumer("ada"));

    Applied applied = apply(put(kind, id, "{\"id\":"));

    assertThat(applied.quarantined())
        .singleElement()
        .satisfies(entity -> {
          assertThat(entity.key()).isEqualTo(new EntityKey(kind, id));
          assertThat(entity.servesLastGood()).isTrue();
        });
    assertThat(hostFor("/a")).isEqualTo("one");
    assertThat(live.get().entities(null).find(Consumer.class, "username", "ada")).isNotNull();
  }

  private static Stream<Arguments> lastGoods() {
    return Stream.of(
        Arguments.of("services", SERVICE),
        Arguments.of("routes", ROUTE),
        Arguments.of("consumers", CONSUMER));
  }
}
