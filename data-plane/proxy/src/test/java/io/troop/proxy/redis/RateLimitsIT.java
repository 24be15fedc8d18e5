package io.troop.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisConfig;
import io.troop.ratelimit.Period;
import io.troop.ratelimit.PeriodLimit;
import io.troop.ratelimit.RedisCounters;
import io.troop.ratelimit.SizedWindow;
import io.troop.ratelimit.SyncedCounters;
import io.troop.ratelimit.Usage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/// Several nodes that count in one real Redis server.
class RateLimitsIT {
  private static final int NODES = 4;
  private static final List<PeriodLimit> LIMITS =
      List.of(new PeriodLimit(Period.MINUTE, 100), new PeriodLimit(Period.DAY, 150));
  private static final List<String> KEYS = List.of("k:minute", "k:day");

  private static RedisServer server;
  private static RedisConfig config;

  private final List<RedisPools> pools = new ArrayList<>();

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    server = RedisServer.builder().port(port).build();
    server.start();
    config = new RedisConfig("127.0.0.1", port, 60_000, null, null, 0, false, false, null);
  }

  @AfterAll
  static void stop() throws Exception {
    server.stop();
  }

  @BeforeEach
  void prepare() {
    for (int i = 0; i < NODES; i++) {
      pools.add(new RedisPools(null));
    }
    redis(0).command("flushall", List.of()).block();
  }

  @AfterEach
  void close() {
    pools.forEach(RedisPools::close);
  }

  private Redis redis(int node) {
    return pools.get(node).of(config);
  }

  private RedisCounters counters(int node) {
    return new RedisCounters(() -> redis(node));
  }

  private static Usage take(RedisCounters counters, List<String> keys) {
    return Objects.requireNonNull(counters.take(keys, LIMITS, 0).block());
  }

  @Test
  void nodesTogetherNeverExceedTheLimit() {
    AtomicInteger admitted = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int node = 0; node < NODES; node++) {
        RedisCounters counters = counters(node);
        for (int i = 0; i < 100; i++) {
          threads.execute(() -> {
            if (take(counters, KEYS).admitted()) {
              admitted.incrementAndGet();
            }
          });
        }
      }
    }
    assertThat(admitted).hasValue(100);
    Usage later = take(counters(1), List.of("k:next minute", "k:day"));
    assertThat(later.used()).containsExactly(0.0, 100.0);
  }

  @Test
  void nodesTogetherNeverExceedTheLimitOfASlidingWindow() {
    List<SizedWindow> windows = List.of(new SizedWindow(60, 100, true, false));
    long start = 600_000;
    assertThat(slide(windows, List.of("w1", "w0"), start + 30_000)).isEqualTo(100);
    assertThat(slide(windows, List.of("w2", "w1"), start + 60_000)).isZero();
    assertThat(slide(windows, List.of("w2", "w1"), start + 90_000)).isEqualTo(50);
    assertThat((Long) redis(2).command("ttl", List.of("w2")).block()).isBetween(61L, 120L);
  }

  /// How many of 400 requests to all nodes at once are admitted.
  private int slide(List<SizedWindow> windows, List<String> keys, long nowMillis) {
    AtomicInteger admitted = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 400; i++) {
        RedisCounters counters = counters(i % NODES);
        threads.execute(() -> {
          Usage usage = counters.slide(keys, windows, nowMillis).block();
          if (usage != null && usage.admitted()) {
            admitted.incrementAndGet();
          }
        });
      }
    }
    return admitted.get();
  }

  @Test
  void countsEndWithTheirWindows() {
    take(counters(0), KEYS);
    take(counters(1), KEYS);

    assertThat((Long) redis(2).command("ttl", List.of("k:minute")).block()).isBetween(1L, 60L);
    assertThat((Long) redis(2).command("ttl", List.of("k:day")).block())
        .isBetween(80_000L, 86_400L);
  }

  @Test
  void amountsAreAddedWhateverIsLeft() {
    counters(0).add(KEYS, LIMITS, 120).block();

    Usage usage = Objects.requireNonNull(counters(1).look(KEYS, LIMITS).block());
    assertThat(usage.used()).containsExactly(120.0, 120.0);
    assertThat(usage.admitted()).isFalse();
    assertThat((Long) redis(2).command("ttl", List.of("k:minute")).block()).isBetween(1L, 60L);
  }

  @Test
  void nodesThatExchangeCountsNowAndThenLearnOfEachOther() {
    SyncedCounters first = new SyncedCounters(counters(0));
    SyncedCounters second = new SyncedCounters(counters(1));
    for (int i = 0; i < 60; i++) {
      assertThat(admits(first)).isTrue();
      assertThat(admits(second)).isTrue();
    }
    first.sync(0).block();
    second.sync(0).block();

    assertThat(admits(second)).isFalse();
    assertThat(admits(first)).isTrue();
    first.sync(0).block();
    assertThat(admits(first)).isFalse();
  }

  private static boolean admits(SyncedCounters counters) {
    return Objects.requireNonNull(counters.take(KEYS, LIMITS, 0).block()).admitted();
  }

  @Test
  void failsInTimeWhenTheServerIsNotThere() throws Exception {
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    RedisConfig away = new RedisConfig("127.0.0.1", nobody, 500, null, null, 0, false, false, null);
    RedisCounters counters = new RedisCounters(() -> pools.get(0).of(away));

    assertThatThrownBy(() -> take(counters, KEYS)).isNotNull();
  }
}
