package io.troop.control.fleet;

import io.troop.control.task.Background;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;

/// What happens to the fleet every second: reports of nodes are stored, and what sister processes
/// did takes effect here: certificates registered or deleted, orders given to nodes.
final class FleetKeeper extends Background {

  private static final String FAILED = "the state of nodes can't be stored for now";
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration WATCH_PERIOD = Duration.ofMinutes(1);
  private static final Duration PURGE_PERIOD = Duration.ofHours(1);

  private final NodeRegistry registry;
  private final NodeStore store;
  private final ControlPlaneKeys keys;
  private final ClientCertificates certificates;
  private final CertificateWatch watch;
  private final AdoptionOrders adoptions;
  private final InstantSource clock;
  private final Duration purgeDelay;
  private Instant purgeAt;
  private Instant watchAt;

  /// @param purgeDelay a node unseen for so long is forgotten
  FleetKeeper(
      NodeRegistry registry,
      NodeStore store,
      ControlPlaneKeys keys,
      ClientCertificates certificates,
      CertificateWatch watch,
      AdoptionOrders adoptions,
      InstantSource clock,
      Duration purgeDelay) {
    super("fleet");
    this.registry = registry;
    this.store = store;
    this.watch = watch;
    this.adoptions = adoptions;
    this.keys = keys;
    this.certificates = certificates;
    this.clock = clock;
    this.purgeDelay = purgeDelay;
    this.purgeAt = clock.instant();
    this.watchAt = purgeAt;
  }

  @Override
  public void start() {
    store.all().forEach(registry::remember);
    certificates.refresh();
    adoptions.begin();
    super.start();
  }

  @Override
  protected void run() throws InterruptedException {
    repeat(PERIOD, FAILED, this::keep);
  }

  /// One round.
  void keep() {
    save();
    keys.refresh();
    certificates.refresh();
    adoptions.refresh();
    Instant now = clock.instant();
    if (now.isAfter(purgeAt)) {
      purgeAt = now.plus(PURGE_PERIOD);
      store.purge(now.minus(purgeDelay));
      registry.purge(now.minus(purgeDelay));
      // A clock that was put forward makes all of them old.
      registry.keepConnected();
      certificates.purge(now);
    }
    if (now.isAfter(watchAt)) {
      watchAt = now.plus(WATCH_PERIOD);
      watch.look();
    }
  }

  private void save() {
    Collection<NodeView> changed = registry.changed();
    try {
      store.save(changed);
      store.heard(registry.heard());
    } catch (RuntimeException problem) {
      registry.unsaved(changed);
      throw problem;
    }
  }

  @Override
  public void stop() {
    attempt(FAILED, this::save);
    super.stop();
  }

  /// Before the cluster's listeners, so that nobody is refused for want of a look at the database.
  @Override
  public int getPhase() {
    return ClusterSettings.PHASE - 1;
  }
}
