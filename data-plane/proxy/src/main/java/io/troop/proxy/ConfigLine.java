package io.troop.proxy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.troop.plugin.Catalog;
import io.troop.plugin.KongVersion;
import io.troop.plugin.PluginSpec;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.balance.DnsLookup;
import io.troop.proxy.balance.Names;
import io.troop.proxy.chain.PluginMaker;
import io.troop.proxy.chain.PluginNode;
import io.troop.proxy.live.ConfigApplier;
import io.troop.proxy.live.ConfigCompiler;
import io.troop.proxy.live.LiveConfig;
import io.troop.proxy.live.Retirement;
import io.troop.proxy.live.VaultReferences;
import io.troop.proxy.sync.CentralWrites;
import io.troop.proxy.sync.Credentials;
import io.troop.proxy.sync.LocalControl;
import io.troop.proxy.sync.NodeFacts;
import io.troop.proxy.sync.NodeIdentity;
import io.troop.proxy.sync.Sync;
import io.troop.proxy.sync.SyncClient;
import io.troop.proxy.sync.SyncSettings;
import io.troop.proxy.sync.SyncStatus;
import io.troop.proxy.tools.NodeTools;
import io.troop.proxy.vault.SecretCache;
import io.troop.proxy.vault.SecretSources;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.resources.LoopResources;

/// The way of a config change on this node, put together: control plane or disk → compiler → the
/// live configuration. *Thread-safe.*
final class ConfigLine implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConfigLine.class);
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Path folder;
  private final UUID nodeId;
  private final NodeTools tools;
  private final SyncStatus status;
  private final CentralWrites writes;
  private final Catalog catalog;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(new DefaultThreadFactory("troop-timer", true));
  private final MultiThreadIoEventLoopGroup lookups =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("troop-dns", true), NioIoHandler.newFactory());
  private final LoopResources probes = LoopResources.create("troop-probe", 1, true);
  private final Balancers balancers;
  private final ConfigApplier applier;
  private @Nullable SyncClient client;

  /// @param writes is lent the connection to the control plane
  ConfigLine(
      LiveConfig live,
      NodeSettings settings,
      NodeTools tools,
      SyncStatus status,
      CentralWrites writes,
      InstantSource clock,
      RandomGenerator random) {
    this.status = status;
    this.writes = writes;
    this.folder = settings.prefix();
    this.catalog = Catalog.load(settings.routerFlavor());
    this.tools = tools;
    this.nodeId = NodeIdentity.of(folder);
    Names names =
        new Names(
            DnsLookup.of(settings.dns(), lookups.next(), NioDatagramChannel.class),
            settings.dns(),
            clock);
    this.balancers = Balancers.of(names, probes, timer, random, settings.slowStart());
    SecretCache secrets = new SecretCache(clock);
    VaultReferences references =
        new VaultReferences(
            System.getenv(), new SecretSources(tools.http(), clock, System.getenv()), secrets);
    PluginNode node = new PluginNode(nodeId, clock, random, timer, references, tools);
    this.applier =
        new ConfigApplier(
            live,
            new ConfigCompiler(
                catalog, new PluginMaker(catalog, node), balancers, references, clock),
            new Retirement(timer, GRACE));
    secrets.onChange(users -> Thread.ofVirtual().name("secrets").start(() -> applier.again(users)));
    timer.scheduleWithFixedDelay(secrets::refresh, 1, 1, TimeUnit.SECONDS);
  }

  UUID nodeId() {
    return nodeId;
  }

  SyncStatus status() {
    return status;
  }

  Balancers balancers() {
    return balancers;
  }

  /// Takes the configuration from disk into use. Returns when it serves, or there is none.
  ///
  /// @param followed the control plane; empty for none
  void restore(Optional<SyncSettings> followed) {
    if (followed.isEmpty()) {
      log.warn("cluster_cert is not set: this node follows no control plane and serves nothing");
      return;
    }
    SyncSettings how = followed.get();
    NodeFacts facts =
        new NodeFacts(nodeId, hostname(), KongVersion.VERSION, how.labels(), plugins());
    SyncClient started =
        Sync.client(how, facts, folder, applier, status, balancers, writes, tools.orders());
    started.restore();
    client = started;
  }

  /// What orders to this node go to; empty before [#restore], and when it follows no control plane.
  Optional<LocalControl> control() {
    return Optional.ofNullable(client);
  }

  /// What the node shows to its control plane and believes of it; empty as above.
  Optional<Credentials> credentials() {
    return Optional.ofNullable(client).map(SyncClient::credentials);
  }

  /// Follows the control plane from now on; returns at once.
  void connect() {
    if (client != null) {
      client.connect();
    }
  }

  private Map<String, String> plugins() {
    Map<String, String> versions = new TreeMap<>();
    for (PluginSpec<?> plugin : catalog.plugins().values()) {
      versions.put(plugin.name(), plugin.version());
    }
    return versions;
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.close();
    }
    balancers.close();
    timer.shutdownNow();
    probes.dispose();
    lookups.shutdownGracefully();
  }
}
