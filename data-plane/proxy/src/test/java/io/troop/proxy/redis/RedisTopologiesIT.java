package io.troop.proxy.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisConfig;
import io.troop.plugin.tools.RedisServers;
import io.troop.ratelimit.RedisCounters;
import io.troop.ratelimit.SizedWindow;
import io.troop.ratelimit.Usage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;

/// Several nodes that count in a real Redis cluster, and in a server that a real sentinel knows.
class RedisTopologiesIT {
  private static final int NODES = 3;

  @TempDir Path folder;
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : opened.reversed()) {
      part.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private RedisPools pools() {
    RedisPools pools = new RedisPools(null);
    opened.add(pools);
    return pools;
  }

  private static RedisConfig config(int port) {
    return new RedisConfig("127.0.0.1", port, 60_000, null, null, 0, false, false, null);
  }

  private int member(int busPort) throws IOException {
    int port = freePort();
    RedisServer server =
        RedisServer.builder()
            .port(port)
            .setting("cluster-enabled yes")
            .setting("cluster-port " + busPort)
            .setting("cluster-config-file " + folder.resolve("nodes-" + port + ".conf"))
            .setting("save \"\"")
            .build();
    server.start();
    opened.add(server::stop);
    return port;
  }

  /// A cluster of three masters that serve all slots.
  private List<Integer> cluster() throws Exception {
    RedisPools single = pools();
    List<Integer> ports = new ArrayList<>();
    int share = 16384 / NODES + 1;
    int firstBus = 0;
    for (int i = 0; i < NODES; i++) {
      int bus = freePort();
      ports.add(member(bus));
      Redis member = single.of(config(ports.get(i)));
      String last = String.valueOf(Math.min(16383, (i + 1) * share - 1));
      member.command("cluster", List.of("addslotsrange", String.valueOf(i * share), last)).block();
      if (i == 0) {
        firstBus = bus;
      } else {
        String first = String.valueOf(ports.getFirst());
        member
            .command("cluster", List.of("meet", "127.0.0.1", first, String.valueOf(firstBus)))
            .block();
      }
    }
    for (int port : ports) {
      await(single.of(config(port)));
    }
    return ports;
  }

  private static void await(Redis member) throws InterruptedException {
    long last = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    String seen;
    do {
      seen = String.valueOf(member.command("cluster", List.of("info")).block());
      if (seen.contains("cluster_state:ok") && seen.contains("cluster_known_nodes:" + NODES)) {
        return;
      }
      Thread.sleep(50);
    } while (System.nanoTime() < last);
    throw new AssertionError("the cluster is not ready within 60 s: " + seen);
  }

  @Test
  void nodesTogetherNeverExceedTheLimitInACluster() throws Exception {
    List<RedisServers.Address> some =
        List.of(new RedisServers.Address("127.0.0.1", cluster().getFirst()));
    RedisServers servers = new RedisServers(config(1), some, null);
    List<RedisCounters> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      RedisPools pools = pools();
      nodes.add(new RedisCounters(() -> pools.of(servers)));
    }
    // Twelve clients, so that every server of the cluster has some.
    for (int client = 0; client < 12; client++) {
      assertThat(admitted(nodes, "c" + client)).as("client %d", client).isEqualTo(10);
    }
  }

  /// How many of 30 requests of a client to all nodes at once are admitted; 10 may be.
  private static int admitted(List<RedisCounters> nodes, String client) {
    List<SizedWindow> windows =
        List.of(new SizedWindow(60, 10, true, false), new SizedWindow(3600, 1000, true, false));
    List<String> keys = new ArrayList<>();
    for (String window : List.of("60:2", "3600:2", "60:1", "3600:1")) {
      keys.add("limit:{" + client + "}:" + window);
    }
    AtomicInteger admitted = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 30; i++) {
        RedisCounters node = nodes.get(i % nodes.size());
        threads.execute(() -> {
          Usage usage = node.slide(keys, windows, 600_000).block();
          if (usage != null && usage.admitted()) {
            admitted.incrementAndGet();
          }
        });
      }
    }
    return admitted.get();
  }

  @Test
  void aSentinelTellsWhereTheMasterIs() throws Exception {
    int port = freePort();
    RedisServer master = RedisServer.builder().port(port).build();
    master.start();
    opened.add(master::stop);
    int sentinelPort = freePort();
    RedisSentinel sentinel =
        RedisSentinel.builder()
            .port(sentinelPort)
            .masterName("counts")
            .masterPort(port)
            .quorumSize(1)
            .build();
    sentinel.start();
    opened.add(sentinel::stop);
    RedisServers servers =
        new RedisServers(
            config(1),
            List.of(),
            new RedisServers.Sentinels(
                "counts",
                List.of(new RedisServers.Address("127.0.0.1", sentinelPort)),
                null,
                null));

    Redis found = pools().of(servers);

    assertThat(found.command("incr", List.of("n")).block()).isEqualTo(1L);
    assertThat(pools().of(config(port)).command("get", List.of("n")).block()).isEqualTo("1");
  }
}
