package io.troop.proxy.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.Catalog;
import io.troop.plugin.Exchange;
import io.troop.plugin.Handler;
import io.troop.plugin.PluginSpec;
import io.troop.plugin.Verdict;
import io.troop.plugin.entity.Consumer;
import io.troop.plugin.entity.RouterFlavor;
import io.troop.plugin.json.Json;
import io.troop.plugin.schema.annotation.Default;
import io.troop.plugin.schema.annotation.Referenceable;
import io.troop.plugin.schema.annotation.Required;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.HttpReply;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.balance.DnsRules;
import io.troop.proxy.balance.Names;
import io.troop.proxy.chain.PluginMaker;
import io.troop.proxy.chain.PluginNode;
import io.troop.proxy.vault.SecretCache;
import io.troop.proxy.vault.SecretSources;
import io.troop.routing.Router;
import io.troop.routing.scope.ClientProtocol;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

class ConfigApplierTest {
  private static final UUID SERVICE = new UUID(0, 1);
  private static final UUID ROUTE = new UUID(0, 2);
  private static final UUID PLUGIN = new UUID(0, 3);

  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final LoopResources loops = LoopResources.create("test", 1, true);
  private final LiveConfig live = new LiveConfig();
  private Instant now = Instant.ofEpochSecond(1_000);
  private Image image = Image.EMPTY;

  /// @param word `broken` can't be made
  record LabelConfig(@Required @Default("\"none\"") @Referenceable String word) {}

  record Label(String word, AtomicInteger kept) implements Handler.OnRequest {
    @Override
    public Verdict onRequest(Exchange exchange) {
      return Verdict.PROCEED;
    }
  }

  /// What the vault answers: the value of its secret `s`; null while it is away.
  private volatile String secret = "first";

  private final SecretCache secrets = new SecretCache(() -> now);
  private final HttpCaller vault =
      _ ->
          secret == null
              ? Mono.error(new IOException("away"))
              : Mono.just(
                  new HttpReply(
                      200, List.of(), ("{\"data\":{\"k\":\"" + secret + "\"}}").getBytes(UTF_8)));

  private final ConfigApplier applier = applier();

  private static final UUID VAULT = UUID.randomUUID();
  private static final UUID SECRETIVE = UUID.randomUUID();

  private static Change vault(String more) {
    return put(
        "vaults",
        VAULT,
        "{\"prefix\":\"my-hcv\",\"name\":\"hcv\",\"config\":{\"protocol\":\"http\",\"host\":\"v\","
            + "\"port\":8200,\"mount\":\"secret\",\"kv\":\"v1\",\"auth_method\":\"token\","
            + "\"token\":\"t\""
            + more
            + "}}");
  }

  private static Change secretive() {
    return put(
        "plugins",
        SECRETIVE,
        "{\"name\":\"label\",\"enabled\":true,\"protocols\":[\"http\",\"https\"],\"config\":"
            + "{\"word\":\"{vault://my-hcv/s/k}\"}}");
  }

  private String word() {
    return ((Label) live.get().chain(null, ClientProtocol.HTTP).requests()[0]).word();
  }

  @Test
  void aSecretIsReadAnewAndKeptWhileItsVaultIsAway() {
    secrets.onChange(applier::again);
    apply(vault(",\"ttl\":60,\"neg_ttl\":5"), secretive());
    assertThat(word()).isEqualTo("first");

    secret = "second";
    secrets.refresh();
    assertThat(word()).as("its time is not over").isEqualTo("first");
    now = now.plusSeconds(61);
    secrets.refresh();
    assertThat(word()).isEqualTo("second");

    secret = null;
    now = now.plusSeconds(3600);
    secrets.refresh();
    assertThat(word()).isEqualTo("second");
  }

  @Test
  void aSecretThatWasNeverKnownIsEmptyUntilItsVaultIsThere() {
    secrets.onChange(applier::again);
    secret = null;
    apply(vault(""), secretive());
    assertThat(word()).isEmpty();

    secret = "there";
    now = now.plusSeconds(11);
    secrets.refresh();
    assertThat(word()).isEqualTo("there");
  }

  @Test
  void aConfigurationNamesWorkspacesWithTheirIds() {
    UUID id = UUID.fromString("0c1ee8d6-92cb-4d3f-a4a8-3d0b6b0f2d11");
    applier.workspaces(Map.of("default", id));
    apply(vault(""));
    assertThat(live.get().workspace(null)).isEqualTo(new Exchange.Workspace(id, "default"));

    applier.workspaces(Map.of());
    assertThat(live.get().workspace(null).id()).as("until the next configuration").isEqualTo(id);
  }

  @Test
  void aReferenceToNoVaultPutsAPluginInQuarantine() {
    Applied applied = apply(secretive());
    assertThat(applied.quarantined().getFirst().reason()).contains("there is no vault 'my-hcv'");

    assertThat(apply(vault("")).quarantined()).as("made anew for its vault").isEmpty();
    assertThat(word()).isEqualTo("first");
  }

  private ConfigApplier applier() {
    PluginSpec<LabelConfig> label =
        new PluginSpec<>(
            "label",
            1,
            "1.0.0",
            LabelConfig.class,
            (config, host) -> {
              if (config.word().equals("broken")) {
                throw new IllegalArgumentException("word: \"broken\" (expected: another)");
              }
              return new Label(
                  config.word(), host.keep("label", AtomicInteger.class, AtomicInteger::new));
            });
    Catalog catalog = Catalog.of(List.of(label), RouterFlavor.TRADITIONAL_COMPATIBLE);
    VaultReferences references =
        new VaultReferences(Map.of(), new SecretSources(vault, () -> now, Map.of()), secrets);
    PluginNode node =
        new PluginNode(UUID.randomUUID(), () -> now, new Random(1), timer, references, null);
    Balancers balancers =
        Balancers.of(
            new Names(_ -> Mono.empty(), DnsRules.DEFAULT, () -> now),
            loops,
            timer,
            new Random(1),
            Duration.ZERO);
    return new ConfigApplier(
        live,
        new ConfigCompiler(
            catalog, new PluginMaker(catalog, node), balancers, references, () -> now),
        new Retirement(timer, Duration.ofMillis(1)));
  }

  @AfterEach
  void close() {
    timer.shutdownNow();
    loops.dispose();
  }

  private static Change put(String kind, UUID id, String json) {
    @SuppressWarnings("unchecked")
    var document = new LinkedHashMap<>((Map<String, Object>) Json.parse(json));
    document.put("id", id.toString());
    return Change.put(Entity.of(new EntityKey(kind, id), "default", document));
  }

  private static Change service(String host, boolean enabled) {
    return put(
        "services",
        SERVICE,
        "{\"name\":\"s\",\"host\":\""
            + host
            + "\",\"port\":80,\"protocol\":\"http\",\"retries\":5,"
            + "\"enabled\":"
            + enabled
            + "}");
  }

  private static Change route(UUID id, String path) {
    return put(
        "routes",
        id,
        "{\"service\":{\"id\":\""
            + SERVICE
            + "\"},\"protocols\":[\"http\"],\"paths\":[\""
            + path.replace("\\", "\\\\")
            + "\"],\"strip_path\":true,\"path_handling\":\"v0\"}");
  }

  private static Change plugin(UUID id, String word) {
    return put(
        "plugins",
        id,
        "{\"name\":\"label\",\"enabled\":true,\"protocols\":[\"http\",\"https\",\"grpc\",\"grpcs\"],"
            + "\"config\":{\"word\":\""
            + word
            + "\"}}");
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

  private List<String> words(String path) {
    var match = live.get().router().match(new PathQuery(path));
    Handler[] handlers = live.get().chain(match, ClientProtocol.HTTP).requests();
    return Arrays.stream(handlers).map(handler -> ((Label) handler).word()).toList();
  }

  @Test
  void aNodeWithoutConfigurationIsNotReadyAndOneWithoutEntitiesIs() {
    assertThat(live.get().isConfigured()).isFalse();
    assertThat(live.get().router()).extracting(r -> r.match(new PathQuery("/"))).isNull();
    apply();
    assertThat(live.get().isConfigured()).isTrue();
  }

  @Test
  void changesReachTheRouterAndTheChain() {
    apply(service("one", true), route(ROUTE, "/a"), plugin(PLUGIN, "x"));
    assertThat(hostFor("/a")).isEqualTo("one");
    assertThat(words("/a")).containsExactly("x");
    apply(service("two", true));
    assertThat(hostFor("/a")).isEqualTo("two");
    apply(route(ROUTE, "/b"));
    assertThat(hostFor("/a")).isEqualTo("none");
    assertThat(hostFor("/b")).isEqualTo("two");
    apply(service("two", false));
    assertThat(hostFor("/b")).isEqualTo("none");
    apply(service("two", true), Change.delete(new EntityKey("plugins", PLUGIN)));
    assertThat(words("/b")).isEmpty();
    apply(Change.delete(new EntityKey("routes", ROUTE)));
    assertThat(hostFor("/b")).isEqualTo("none");
  }

  @Test
  void whatCanNotBeUsedIsQuarantinedWhileAllElseAdvances() {
    apply(service("one", true), route(ROUTE, "/a"), plugin(PLUGIN, "good"));
    UUID other = new UUID(0, 9);
    Applied applied = apply(plugin(PLUGIN, "broken"), route(ROUTE, "~/(?=x)"), route(other, "/o"));
    assertThat(applied.quarantined())
        .extracting(q -> q.key().kind(), Applied.Quarantined::servesLastGood)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("plugins", true),
            org.assertj.core.groups.Tuple.tuple("routes", true));
    assertThat(applied.quarantined())
        .anySatisfy(q -> assertThat(q.reason()).contains("word: \"broken\" (expected: another)"));
    assertThat(hostFor("/a")).isEqualTo("one");
    assertThat(words("/a")).containsExactly("good");
    assertThat(hostFor("/o")).isEqualTo("one");

    assertThat(apply(service("two", true)).quarantined()).hasSize(2);
    assertThat(apply(plugin(PLUGIN, "better"), route(ROUTE, "/a")).quarantined()).isEmpty();
    assertThat(words("/a")).containsExactly("better");
  }

  @Test
  void aRouteWhoseServiceIsMissingWaitsForIt() {
    Applied applied = apply(route(ROUTE, "/a"));
    assertThat(applied.quarantined()).hasSize(1);
    assertThat(applied.quarantined().getFirst().reason()).contains(SERVICE.toString());
    assertThat(apply(service("one", true)).quarantined()).isEmpty();
    assertThat(hostFor("/a")).isEqualTo("one");
  }

  @Test
  void handlersAndTheirStateOutliveWhatDoesNotConcernThem() {
    apply(service("one", true), route(ROUTE, "/a"), plugin(PLUGIN, "x"));
    Label before = label();
    apply(service("two", true));
    assertThat(label()).isSameAs(before);
    apply(plugin(PLUGIN, "y"));
    assertThat(label()).isNotSameAs(before);
    assertThat(label().kept()).isSameAs(before.kept());
  }

  private Label label() {
    var match = live.get().router().match(new PathQuery("/a"));
    return (Label) live.get().chain(match, ClientProtocol.HTTP).requests()[0];
  }

  @Test
  void entitiesAreFoundByIdAndUniqueField() {
    UUID bob = new UUID(0, 7);
    apply(put("consumers", bob, "{\"username\":\"bob\"}"));
    var before = live.get();
    assertThat(before.entities(null).find(Consumer.class, "username", "bob").id()).isEqualTo(bob);
    apply(put("consumers", bob, "{\"username\":\"rob\"}"));
    assertThat(live.get().entities(null).find(Consumer.class, "username", "bob")).isNull();
    assertThat(live.get().entities(null).get(Consumer.class, bob).username()).isEqualTo("rob");
    assertThat(before.entities(null).get(Consumer.class, bob).username()).isEqualTo("bob");
  }

  @Test
  void changeAfterChangeGivesWhatCompilingAnewGives() {
    var random = new Random(42);
    apply(service("one", true));
    for (int round = 0; round < 40; round++) {
      List<Change> changes = new ArrayList<>();
      for (int i = random.nextInt(5); i >= 0; i--) {
        UUID id = new UUID(1, random.nextInt(12));
        changes.add(
            random.nextInt(3) == 0
                ? Change.delete(new EntityKey("routes", id))
                : route(id, "/" + (char) ('a' + random.nextInt(6))));
      }
      apply(Change.merged(changes, List.of()).toArray(Change[]::new));
      ConfigApplierTest anew = new ConfigApplierTest();
      try {
        anew.applier.apply(image, List.of());
        for (char c = 'a'; c <= 'f'; c++) {
          assertThat(routeOf(live.get().router(), "/" + c))
              .as("round %d", round)
              .isEqualTo(routeOf(anew.live.get().router(), "/" + c));
        }
      } finally {
        anew.close();
      }
    }
  }

  private static UUID routeOf(Router router, String path) {
    var match = router.match(new PathQuery(path));
    return match == null ? null : match.route().id();
  }
}
