package io.troop.control.sync;

import io.grpc.netty.shaded.io.netty.channel.ChannelHandlerContext;
import io.troop.certs.NodeTrust;
import io.troop.control.fleet.ClientCertificates;
import io.troop.control.fleet.ClusterSettings;
import io.troop.control.fleet.Member;
import io.troop.control.fleet.ServerIdentity;
import io.troop.control.kong.KongNodes;
import io.troop.control.kong.Outlet;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// The two places nodes connect to: one for configuration, one for telemetry.
public final class ClusterListeners implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(ClusterListeners.class);

  private final ClusterSettings settings;
  private final ServerIdentity identity;
  private final ClientCertificates certificates;
  private final Feeds feeds;
  private final SyncService sync;
  private final TelemetryService telemetry;
  private final OrderService orders;
  private final KongNodes kongNodes;
  private @Nullable ExecutorService executor;
  private @Nullable NodeRevocation revocation;
  private List<ClusterServer> servers = List.of();

  public ClusterListeners(
      ClusterSettings settings,
      ServerIdentity identity,
      ClientCertificates certificates,
      Feeds feeds,
      SyncService sync,
      TelemetryService telemetry,
      OrderService orders,
      KongNodes kongNodes) {
    this.kongNodes = kongNodes;
    this.settings = settings;
    this.identity = identity;
    this.certificates = certificates;
    this.feeds = feeds;
    this.sync = sync;
    this.telemetry = telemetry;
    this.orders = orders;
    certificates.onChange(this::trustChanged);
  }

  private void trustChanged(NodeTrust trust) {
    Predicate<Member> deleted = member -> trust.deleted().contains(member.certificate());
    feeds.revoke(deleted);
    orders.revoke(deleted);
    kongNodes.revoke(deleted);
  }

  @Override
  public void start() {
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    executor = threads;
    NodeRevocation asking = new NodeRevocation(settings, InstantSource.system());
    revocation = asking;
    Gatekeeper gatekeeper = new Gatekeeper(certificates::trust, InstantSource.system(), asking);
    ClusterServer first =
        ClusterServer.start(
            "cluster_listen",
            settings.listen(),
            identity::current,
            gatekeeper,
            List.of(sync.definition(), orders.bindService()),
            this::web,
            threads);
    servers = List.of(first);
    ClusterServer second =
        ClusterServer.start(
            "cluster_telemetry_listen",
            settings.telemetryListen(),
            identity::current,
            gatekeeper,
            List.of(telemetry.bindService()),
            this::web,
            threads);
    servers = List.of(first, second);
    LOG.info(
        "nodes connect to {} for configuration and to {} for telemetry",
        settings.listen(),
        settings.telemetryListen());
  }

  private void web(ChannelHandlerContext context, Member member) {
    Outlet.accept(context.pipeline(), context.name(), kongNodes, member, settings.mostBytes());
  }

  /// The ports nodes connect to for configuration.
  public List<Integer> ports() {
    return servers.isEmpty() ? List.of() : servers.getFirst().ports();
  }

  /// The ports nodes connect to for telemetry.
  public List<Integer> telemetryPorts() {
    return servers.size() < 2 ? List.of() : servers.getLast().ports();
  }

  @Override
  public void stop() {
    feeds.cutAll("the control plane stops");
    servers.forEach(ClusterServer::stop);
    servers = List.of();
    if (revocation != null) {
      revocation.close();
      revocation = null;
    }
    if (executor != null) {
      executor.close();
      executor = null;
    }
  }

  @Override
  public boolean isRunning() {
    return executor != null;
  }

  @Override
  public int getPhase() {
    return ClusterSettings.PHASE;
  }
}
