package io.troop.proxy.sync;

import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.troop.proto.sync.v1.AddressHealth;
import io.troop.proto.sync.v1.HealthOrder;
import io.troop.proto.sync.v1.HealthReport;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proto.sync.v1.TargetHealth;
import io.troop.proto.sync.v1.UpstreamHealth;
import io.troop.proxy.balance.Balancers;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the control plane what this node thinks of the targets of upstreams, and does what it is
/// told to think of them. Lives as long as one connection. *Confined to a thread of its own.*
final class HealthLink implements ClientResponseObserver<HealthReport, HealthOrder> {

  private static final Logger LOG = LoggerFactory.getLogger(HealthLink.class);
  private static final long EVERY_MILLIS = 500;

  private final UUID node;
  private final Balancers balancers;
  private final Map<UUID, List<io.troop.proxy.balance.TargetHealth>> told = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("health-reports").factory());
  private @Nullable ClientCallStreamObserver<HealthReport> out;
  private boolean first = true;

  private HealthLink(UUID node, Balancers balancers) {
    this.node = node;
    this.balancers = balancers;
  }

  /// Opens the stream; it ends with the connection.
  ///
  /// @return ends it before
  static Runnable open(ManagedChannel channel, UUID node, Balancers balancers) {
    HealthLink link = new HealthLink(node, balancers);
    SyncServiceGrpc.newStub(channel).health(link);
    link.thread.scheduleWithFixedDelay(link::look, 0, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    return () -> link.run(link::leave);
  }

  private void leave() {
    ClientCallStreamObserver<HealthReport> stream = out;
    out = null;
    if (stream != null) {
      stream.onCompleted();
    }
  }

  private void run(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException _) {
      // The connection was lost meanwhile.
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<HealthReport> stream) {
    out = stream;
  }

  private void look() {
    try {
      report(0);
    } catch (RuntimeException problem) {
      // The schedule would end with it.
      LOG.warn("the health of targets can't be reported: {}", problem.toString());
    }
  }

  /// Reports what is different from what was told before.
  private void report(long done) {
    ClientCallStreamObserver<HealthReport> stream = out;
    if (stream == null || !(stream.isReady() || done > 0)) {
      return;
    }
    HealthReport.Builder report = HealthReport.newBuilder().setDone(done);
    Set<UUID> gone = new HashSet<>(told.keySet());
    for (UUID upstream : balancers.checked()) {
      List<io.troop.proxy.balance.TargetHealth> now = balancers.health(upstream);
      gone.remove(upstream);
      if (!now.equals(told.put(upstream, now))) {
        report.addUpstreams(message(upstream, now));
      }
    }
    for (UUID upstream : gone) {
      told.remove(upstream);
      report.addUpstreams(message(upstream, List.of()));
    }
    if (first || done > 0 || report.getUpstreamsCount() > 0) {
      if (first) {
        report.setNodeId(Wire.bytes(node));
        first = false;
      }
      stream.onNext(report.build());
    }
  }

  private static UpstreamHealth message(
      UUID upstream, List<io.troop.proxy.balance.TargetHealth> targets) {
    UpstreamHealth.Builder message = UpstreamHealth.newBuilder().setUpstream(Wire.bytes(upstream));
    for (var target : targets) {
      TargetHealth.Builder one = TargetHealth.newBuilder().setTarget(target.target());
      for (var address : target.addresses()) {
        one.addAddresses(
            AddressHealth.newBuilder()
                .setIp(address.ip())
                .setPort(address.port())
                .setWeight(address.weight())
                .setHealthy(address.health().equals("HEALTHY")));
      }
      message.addTargets(one);
    }
    return message.build();
  }

  @Override
  public void onNext(HealthOrder order) {
    run(() -> obey(order));
  }

  private void obey(HealthOrder order) {
    try {
      InetSocketAddress address =
          order.getIp().isEmpty() ? null : new InetSocketAddress(order.getIp(), order.getPort());
      balancers.setHealth(
          Wire.uuid(order.getUpstream()), order.getTarget(), address, order.getHealthy());
      report(order.getNumber());
    } catch (IllegalArgumentException problem) {
      LOG.warn("an order of the control plane makes no sense: {}", problem.getMessage());
    }
  }

  /// A control plane that does not know the call, or a lost connection: the next one tries again.
  @Override
  public void onError(Throwable problem) {
    LOG.debug("health is not reported for now: {}", problem.getMessage());
    thread.shutdownNow();
  }

  @Override
  public void onCompleted() {
    thread.shutdownNow();
  }
}
