package io.troop.proxy.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.proxy.balance.TargetPicker.NoPeer;
import io.troop.proxy.balance.UpstreamRules.HashSource;
import io.troop.proxy.balance.UpstreamRules.TargetRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class UpstreamPickerTest {
  private static final HealthRules.Limits ONE_FAILURE =
      new HealthRules.Limits(Set.of(200), 1, Set.of(500), 1, 1, 1);

  private final Map<String, Mono<Lookup.Addresses>> dns = new HashMap<>();
  private Instant now = Instant.EPOCH.plusSeconds(10);
  private final Names names =
      new Names(
          name -> dns.getOrDefault(name, Mono.error(new UnknownHostException(name))),
          DnsRules.DEFAULT,
          () -> now);

  private static Lookup.Addresses addresses(InetAddress address) {
    return new Lookup.Addresses(
        List.of(new Lookup.Found("t.example", address, 0, -1)), Duration.ofSeconds(10));
  }

  private UpstreamRules rules(Ring.Algorithm algorithm, HealthRules health, String... targets) {
    List<TargetRule> rules = new ArrayList<>();
    for (String target : targets) {
      String[] parts = target.split("[:=]");
      rules.add(
          new TargetRule(
              UUID.randomUUID(),
              parts[0] + ":" + parts[1],
              parts[0],
              Integer.parseInt(parts[1]),
              parts.length > 2 ? Integer.parseInt(parts[2]) : 100));
    }
    return new UpstreamRules(
        new UUID(0, 1),
        "up",
        algorithm,
        new HashSource(HashSource.Kind.HEADER, "x-key"),
        new HashSource(HashSource.Kind.COOKIE, ""),
        "stick",
        "/",
        health,
        null,
        false,
        null,
        rules);
  }

  private UpstreamPicker picker(UpstreamRules rules) {
    return new UpstreamPicker(rules, names, new Random(7), Duration.ZERO, System::nanoTime);
  }

  @Test
  void aTargetThatComesBackStartsSlowly() {
    long[] ticks = {0};
    UpstreamRules two =
        rules(
            Ring.Algorithm.ROUND_ROBIN,
            new HealthRules(HealthRules.OFF.active(), ONE_FAILURE, 0),
            "10.0.0.1:1",
            "10.0.0.2:2");
    var picker =
        new UpstreamPicker(two, names, new Random(7), Duration.ofSeconds(100), () -> ticks[0]);
    assertThat(tally(picker, 100)).as("the first ones share").containsEntry(1, 50);
    picker.setHealth("10.0.0.2:2", null, false);
    assertThat(tally(picker, 100)).containsOnlyKeys(1);

    picker.setHealth("10.0.0.2:2", null, true);
    assertThat(tally(picker, 110)).as("a tenth of its weight").containsEntry(2, 10);

    ticks[0] += Duration.ofSeconds(50).toNanos();
    tally(picker, 1); // It is looked at again when somebody asks.
    assertThat(tally(picker, 150)).as("half of its weight").containsEntry(2, 50);

    ticks[0] += Duration.ofSeconds(50).toNanos();
    tally(picker, 1);
    assertThat(tally(picker, 100)).containsEntry(2, 50);
  }

  private static Peer peer(TargetPicker.Choice choice) {
    return (Peer) choice;
  }

  private static Map<Integer, Integer> tally(UpstreamPicker picker, int times) {
    Map<Integer, Integer> tally = new HashMap<>();
    for (int i = 0; i < times; i++) {
      Peer peer = peer(picker.pick(FakeRequests.plain(), null, null));
      tally.merge(peer.address().getPort(), 1, Integer::sum);
      peer.answered(200, 1_000_000);
      peer.released();
    }
    return tally;
  }

  @Test
  void roundRobinFollowsWeights() {
    var picker =
        picker(
            rules(
                Ring.Algorithm.ROUND_ROBIN,
                HealthRules.OFF,
                "127.0.0.1:1=300",
                "127.0.0.1:2=100",
                "127.0.0.1:3=0"));
    assertThat(tally(picker, 40)).isEqualTo(Map.of(1, 30, 2, 10));
  }

  @Test
  void leastConnectionsGoesToTheIdleOneAndSharesAmongEquals() {
    var picker =
        picker(
            rules(Ring.Algorithm.LEAST_CONNECTIONS, HealthRules.OFF, "127.0.0.1:1", "127.0.0.1:2"));
    assertThat(tally(picker, 20)).containsKeys(1, 2);
    Peer busy = peer(picker.pick(FakeRequests.plain(), null, null));
    for (int i = 0; i < 5; i++) {
      Peer next = peer(picker.pick(FakeRequests.plain(), null, null));
      assertThat(next.address()).isNotEqualTo(busy.address());
      next.released();
    }
  }

  @Test
  void consistentHashingKeepsMostKeysWhenATargetComes() {
    var three =
        rules(
            Ring.Algorithm.CONSISTENT_HASHING,
            HealthRules.OFF,
            "127.0.0.1:1",
            "127.0.0.1:2",
            "127.0.0.1:3");
    var picker = picker(three);
    Map<String, Integer> before = new HashMap<>();
    for (int i = 0; i < 600; i++) {
      before.put("k" + i, port(picker, "k" + i));
    }
    assertThat(new HashSet<>(before.values())).hasSize(3);
    picker.update(
        rules(
            Ring.Algorithm.CONSISTENT_HASHING,
            HealthRules.OFF,
            "127.0.0.1:1",
            "127.0.0.1:2",
            "127.0.0.1:3",
            "127.0.0.1:4"));
    long moved =
        before.entrySet().stream().filter(e -> port(picker, e.getKey()) != e.getValue()).count();
    assertThat(moved).isBetween(60L, 300L);
  }

  private static int port(UpstreamPicker picker, String key) {
    var exchange = FakeRequests.with(Map.of("x-key", key));
    return peer(picker.pick(exchange, null, null)).address().getPort();
  }

  @Test
  void aCookieIsMadeForAClientWithoutOneAndBringsItBack() {
    var picker =
        picker(
            rules(
                Ring.Algorithm.CONSISTENT_HASHING,
                HealthRules.OFF,
                "127.0.0.1:1",
                "127.0.0.1:2",
                "127.0.0.1:3"));
    Peer first = peer(picker.pick(FakeRequests.plain(), null, null));
    assertThat(first.setCookie()).matches("stick=[^;]+; Path=/; SameSite=Lax; HttpOnly");
    String cookie = first.setCookie().substring(0, first.setCookie().indexOf(';'));
    for (int i = 0; i < 5; i++) {
      Peer again =
          peer(picker.pick(FakeRequests.with(Map.of("cookie", "a=b; " + cookie)), null, null));
      assertThat(again.address()).isEqualTo(first.address());
      assertThat(again.setCookie()).isNull();
    }
  }

  @Test
  void aRetryGoesElsewhereAndCountsTheRefusal() {
    var health = new HealthRules(HealthRules.OFF.active(), ONE_FAILURE, 0);
    var picker = picker(rules(Ring.Algorithm.ROUND_ROBIN, health, "127.0.0.1:1", "127.0.0.1:2"));
    Peer first = peer(picker.pick(FakeRequests.plain(), null, null));
    first.refused();
    assertThat(healthy(picker)).isEqualTo(2);
    Peer second = peer(picker.pick(FakeRequests.plain(), null, first));
    assertThat(second.address()).isNotEqualTo(first.address());
    assertThat(healthy(picker)).isEqualTo(1);
    assertThat(picker.hasTarget()).isTrue();
    second.refused();
    assertThat(picker.pick(FakeRequests.plain(), null, second)).isInstanceOf(NoPeer.class);
    assertThat(picker.hasTarget()).isFalse();
  }

  @Test
  void healthOutlivesAnUpdateAndIsForgottenWithTheTarget() {
    var health = new HealthRules(HealthRules.OFF.active(), ONE_FAILURE, 0);
    var picker = picker(rules(Ring.Algorithm.ROUND_ROBIN, health, "127.0.0.1:1"));
    Peer peer = peer(picker.pick(FakeRequests.plain(), null, null));
    peer.answered(500, 1);
    peer.released();
    assertThat(picker.pick(FakeRequests.plain(), null, null)).isInstanceOf(NoPeer.class);

    picker.update(rules(Ring.Algorithm.ROUND_ROBIN, health, "127.0.0.1:1", "127.0.0.1:2"));
    assertThat(tally(picker, 6)).isEqualTo(Map.of(2, 6));

    picker.update(rules(Ring.Algorithm.ROUND_ROBIN, health, "127.0.0.1:2"));
    picker.update(rules(Ring.Algorithm.ROUND_ROBIN, health, "127.0.0.1:1", "127.0.0.1:2"));
    assertThat(tally(picker, 6)).isEqualTo(Map.of(1, 3, 2, 3));
  }

  @Test
  void belowTheThresholdNothingServes() {
    var health = new HealthRules(HealthRules.OFF.active(), ONE_FAILURE, 60);
    var picker = picker(rules(Ring.Algorithm.ROUND_ROBIN, health, "127.0.0.1:1", "127.0.0.1:2"));
    Peer peer = peer(picker.pick(FakeRequests.plain(), null, null));
    peer.answered(500, 1);
    assertThat(picker.pick(FakeRequests.plain(), null, null))
        .isEqualTo(new NoPeer(503, "failure to get a peer from the ring-balancer"));
    assertThat(picker.setHealth(target(peer), null, true)).isTrue();
    assertThat(picker.pick(FakeRequests.plain(), null, null)).isInstanceOf(Peer.class);
  }

  @Test
  void anUpstreamsHostHeaderIsWhatAHandshakeAsksFor() {
    UpstreamRules plain = rules(Ring.Algorithm.ROUND_ROBIN, HealthRules.OFF, "127.0.0.1:8443");
    var named =
        new UpstreamRules(
            plain.id(),
            plain.name(),
            plain.algorithm(),
            plain.hashOn(),
            plain.hashFallback(),
            plain.cookie(),
            plain.cookiePath(),
            plain.health(),
            "front.example",
            false,
            null,
            plain.targets());

    Peer peer = peer(picker(named).pick(FakeRequests.plain(), null, null));
    assertThat(peer.hostHeader()).isEqualTo("front.example:8443");
    assertThat(peer.serverName()).isEqualTo("front.example");
    assertThat(peer(picker(plain).pick(FakeRequests.plain(), null, null)).serverName())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void aThresholdIsToBeExceeded() {
    for (int threshold : new int[] {50, 49}) {
      var health = new HealthRules(HealthRules.OFF.active(), ONE_FAILURE, threshold);
      var picker = picker(rules(Ring.Algorithm.ROUND_ROBIN, health, "127.0.0.1:1", "127.0.0.1:2"));
      peer(picker.pick(FakeRequests.plain(), null, null)).answered(500, 1);
      assertThat(picker.hasTarget())
          .as("half is healthy, of %s", threshold)
          .isEqualTo(threshold < 50);
    }
    var all = new HealthRules(HealthRules.OFF.active(), ONE_FAILURE, 100);
    assertThat(picker(rules(Ring.Algorithm.ROUND_ROBIN, all, "127.0.0.1:1")).hasTarget()).isFalse();
  }

  private static String target(Peer peer) {
    return "127.0.0.1:" + peer.address().getPort();
  }

  private static long healthy(UpstreamPicker picker) {
    return picker.standing().addresses().values().stream()
        .filter(address -> address.health().isHealthy())
        .count();
  }

  @Test
  void anUnresolvedNameIsWaitedForAndItsHostIsNamed() {
    var address = InetAddress.ofLiteral("127.0.0.9");
    var sink = reactor.core.publisher.Sinks.<Lookup.Addresses>one();
    dns.put("t.example", sink.asMono());
    var picker = picker(rules(Ring.Algorithm.ROUND_ROBIN, HealthRules.OFF, "t.example:8080"));
    var pending = (TargetPicker.Pending) picker.pick(FakeRequests.plain(), null, null);
    var choice = pending.choice().toFuture();
    assertThat(choice).isNotDone();
    sink.tryEmitValue(addresses(address));
    Peer peer = peer(choice.join());
    assertThat(peer.address().getAddress()).isEqualTo(address);
    assertThat(peer.hostHeader()).isEqualTo("t.example:8080");
  }

  @Test
  void whatWasFoundStaysInUseWhenTheNameServerIsAway() {
    var address = InetAddress.ofLiteral("127.0.0.9");
    dns.put("t.example", Mono.just(addresses(address)));
    assertThat(names.of("t.example").ready().block()).hasSize(1);
    dns.clear();
    now = now.plusSeconds(60);
    assertThat(names.of("t.example").now()).hasSize(1);
    assertThat(names.of("t.example").now()).hasSize(1);
  }
}
