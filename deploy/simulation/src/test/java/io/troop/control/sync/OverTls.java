package io.troop.control.sync;

import io.grpc.ServerServiceDefinition;
import io.troop.certs.CertifiedKey;
import io.troop.certs.Fingerprint;
import io.troop.certs.NodeTrust;
import io.troop.certs.Pem;
import io.troop.control.ListenAddress;
import io.troop.control.fleet.NodeView;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.balance.DnsRules;
import io.troop.proxy.balance.Names;
import io.troop.proxy.live.Applied;
import io.troop.proxy.live.ConfigTarget;
import io.troop.proxy.sync.CentralWrites;
import io.troop.proxy.sync.NodeFacts;
import io.troop.proxy.sync.Sync;
import io.troop.proxy.sync.SyncClient;
import io.troop.proxy.sync.SyncSettings;
import io.troop.proxy.sync.SyncStatus;
import io.troop.proxy.tools.OrderDesk;
import io.troop.settings.Settings;
import io.troop.simulation.FakeControlPlane;
import io.troop.state.Change;
import io.troop.state.Entity;
import io.troop.state.EntityKey;
import io.troop.state.Image;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import reactor.netty.resources.LoopResources;

/// Both sides over real TLS connections, for tests to extend.
class OverTls {

  static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;
  final FakeControlPlane controlPlane = new FakeControlPlane();
  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  volatile CertifiedKey server = controlPlane.authority().issueServer(List.of("localhost"));
  final CertifiedKey node = controlPlane.authority().issueNode("node-1");
  final List<AutoCloseable> opened = new ArrayList<>();
  volatile NodeTrust trust =
      new NodeTrust(Map.of(Fingerprint.of(node.leaf()), FakeControlPlane.ID), Map.of(), Set.of());
  ClusterServer listener;
  int port;

  @BeforeEach
  void listen() throws Exception {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    open();
  }

  void open() {
    open(List.of(controlPlane.service().definition(), orders.bindService()));
  }

  void open(List<ServerServiceDefinition> services) {
    listener =
        ClusterServer.start(
            "cluster_listen",
            List.of(new ListenAddress("127.0.0.1", port, false, false)),
            () -> server,
            new Gatekeeper(
                () -> trust, controlPlane.clock(), NodeRevocation.off(controlPlane.clock())),
            services,
            (context, _) -> context.close(),
            threads);
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
    listener.stop();
    controlPlane.close();
    threads.shutdownNow();
  }

  final OrderService orders = new OrderService();
  final OrderDesk desk = new OrderDesk();

  /// Told of every state that a node serves.
  volatile Consumer<Image> onServe = _ -> {};

  /// When a node's "compiler" was given something, in order.
  final BlockingQueue<Long> applied = new LinkedBlockingQueue<>();

  SyncStatus start(CertifiedKey key, String serverName, Map<String, String> more) {
    Map<String, String> texts = new HashMap<>();
    texts.put("cluster_mtls", "pki");
    texts.put("cluster_control_plane", "127.0.0.1:" + port);
    texts.put("cluster_server_name", serverName);
    texts.put("cluster_cert", Pem.write(key.chain()));
    texts.put("cluster_cert_key", Pem.write(key.key()));
    texts.put("cluster_ca_cert", Pem.write(List.of(controlPlane.authority().certificate())));
    texts.putAll(more);
    SyncStatus status = new SyncStatus();
    ConfigTarget target =
        (image, _) -> {
          onServe.accept(image);
          applied.add(System.nanoTime());
          return new Applied(List.of(), Duration.ZERO);
        };
    SyncClient client =
        Sync.client(
            SyncSettings.of(Settings.of(texts)),
            new NodeFacts(UUID.randomUUID(), "node-1", "3.9.1", Map.of("zone", "a"), Map.of()),
            folder.resolve("cache"),
            target,
            status,
            balancers(),
            writes(status),
            desk);
    opened.add(client);
    client.restore();
    client.connect();
    return status;
  }

  CentralWrites writes;

  /// Of no upstreams: nothing is ever looked up or checked.
  Balancers balancers() {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    LoopResources loops = LoopResources.create("test", 1, true);
    Names names = new Names(null, DnsRules.DEFAULT, InstantSource.system());
    Balancers balancers = Balancers.of(names, loops, timer, new Random(1), Duration.ZERO);
    opened.add(() -> {
      balancers.close();
      timer.shutdownNow();
      loops.dispose();
    });
    return balancers;
  }

  CentralWrites writes(SyncStatus status) {
    writes = new CentralWrites(status);
    return writes;
  }

  NodeView view() {
    return controlPlane.registry().nodes(FakeControlPlane.ID).getFirst();
  }

  static long revision(SyncStatus status) {
    var serving = status.serving();
    return serving == null ? -1 : serving.sealed().revision();
  }

  static void await(BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("did not happen within " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  static EntityKey key(int number) {
    return new EntityKey("services", new UUID(0, number));
  }

  static List<Change> services(int from, int to) {
    List<Change> changes = new ArrayList<>();
    for (int i = from; i < to; i++) {
      Map<String, Object> document =
          Map.of(
              "id",
              key(i).id().toString(),
              "name",
              "service-" + i,
              "host",
              "host-" + i + ".example.com",
              "port",
              80,
              "protocol",
              "http",
              "retries",
              5,
              "connect_timeout",
              60000,
              "read_timeout",
              60000,
              "write_timeout",
              60000,
              "enabled",
              true);
      changes.add(Change.put(Entity.of(key(i), "default", document)));
    }
    return changes;
  }
}
