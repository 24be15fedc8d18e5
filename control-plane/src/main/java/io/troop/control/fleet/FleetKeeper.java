package io.troop.control.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// What happens to the fleet every second: reports of nodes are stored, and certificates that a
/// sister process registered or deleted take effect here.
final class FleetKeeper implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(FleetKeeper.class);

  private final NodeRegistry registry;
  private final NodeStore store;
  private final ClientCertificates certificates;
  private final InstantSource clock;
  private final Duration purgeDelay;
  private @Nullable ScheduledExecutorService thread;

  /// @param purgeDelay a node unseen for so long is forgotten
  FleetKeeper(
      NodeRegistry registry,
      NodeStore store,
      ClientCertificates certificates,
      InstantSource clock,
      Duration purgeDelay) {
    this.registry = registry;
    this.store = store;
    this.certificates = certificates;
    this.clock = clock;
    this.purgeDelay = purgeDelay;
  }

  @Override
  public void start() {
    store.all().forEach(registry::remember);
    certificates.refresh();
    ScheduledExecutorService started =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("fleet").daemon(true).factory());
    thread = started;
    var _ = started.scheduleWithFixedDelay(this::keep, 1, 1, TimeUnit.SECONDS);
    var _ = started.scheduleWithFixedDelay(this::purge, 1, 60, TimeUnit.MINUTES);
  }

  private void keep() {
    try {
      store.save(registry.changed());
      certificates.refresh();
    } catch (RuntimeException problem) {
      LOG.warn("the state of nodes can't be stored for now: {}", problem.getMessage());
    }
  }

  private void purge() {
    try {
      Instant before = clock.instant().minus(purgeDelay);
      store.purge(before);
      registry.purge(before);
    } catch (RuntimeException problem) {
      LOG.warn("nodes long gone can't be forgotten for now: {}", problem.getMessage());
    }
  }

  @Override
  public void stop() {
    ScheduledExecutorService running = thread;
    thread = null;
    if (running != null) {
      running.shutdownNow();
      keep();
    }
  }

  @Override
  public boolean isRunning() {
    return thread != null;
  }

  /// Before the cluster's listeners, so that nobody is refused for want of a look at the database.
  @Override
  public int getPhase() {
    return ClusterSettings.PHASE - 1;
  }
}
