package io.troop.proxy.sync;

import io.troop.certs.MasterKey;
import io.troop.proxy.balance.Balancers;
import io.troop.proxy.cache.DiskCache;
import io.troop.proxy.live.ConfigTarget;
import io.troop.proxy.tools.OrderDesk;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Puts a node's sync together. *Stateless.*
public final class Sync {

  private static final Logger LOG = LoggerFactory.getLogger(Sync.class);

  private Sync() {}

  /// A client that is ready to [SyncClient#restore] and then [SyncClient#connect].
  ///
  /// @param folder where the configuration is kept between starts
  /// @param target what takes configurations into use
  /// @param status what the client reports to
  /// @param balancers whose health is told to the control plane
  /// @param writes is lent the connection
  /// @param orders who carries out what the control plane orders
  public static SyncClient client(
      SyncSettings settings,
      NodeFacts facts,
      Path folder,
      ConfigTarget target,
      SyncStatus status,
      Balancers balancers,
      CentralWrites writes,
      OrderDesk orders) {
    SecureRandom random = new SecureRandom();
    // The node's own key is the one secret it has anyway; without it the files are of no use.
    MasterKey key =
        MasterKey.derive(settings.own().key().getEncoded(), "troop configuration cache", random);
    ExecutorService disk =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("config-cache").daemon(true).factory());
    DiskCache cache = cache(folder, key);
    ConfigStore store = new ConfigStore(cache, disk);
    Credentials credentials =
        new Credentials(settings.own(), settings.trust(), cache, InstantSource.system(), random);
    return new SyncClient(
        new Dialer(settings, credentials),
        settings.uri(),
        facts,
        new HeldConfig(target, store, status),
        store,
        credentials,
        status,
        writes,
        random,
        disk,
        channel -> {
          Runnable health = HealthLink.open(channel, facts.id(), balancers);
          Runnable taking = OrderLink.open(channel, orders);
          return () -> {
            health.run();
            taking.run();
          };
        });
  }

  private static @Nullable DiskCache cache(Path folder, MasterKey key) {
    try {
      return new DiskCache(folder, key);
    } catch (IOException problem) {
      LOG.error(
          "no configuration will be kept in {} ({}); a restart with the control plane away serves"
              + " nothing",
          folder,
          problem.toString());
      return null;
    }
  }
}
