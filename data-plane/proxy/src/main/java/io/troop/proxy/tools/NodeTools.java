package io.troop.proxy.tools;

import io.troop.plugin.tools.BatchQueue;
import io.troop.plugin.tools.BatchSink;
import io.troop.plugin.tools.EntityWrites;
import io.troop.plugin.tools.HttpCaller;
import io.troop.plugin.tools.LogLines;
import io.troop.plugin.tools.Metrics;
import io.troop.plugin.tools.QueueConfig;
import io.troop.plugin.tools.Redis;
import io.troop.plugin.tools.RedisServers;
import io.troop.plugin.tools.Tools;
import io.troop.plugin.tools.Tracing;
import io.troop.proxy.callout.PooledHttpCaller;
import io.troop.proxy.metrics.MetricsPage;
import io.troop.proxy.queue.DeliveryQueues;
import io.troop.proxy.redis.RedisPools;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's [Tools]. *Thread-safe.* Made once, at start; closed last, when no request is left.
public final class NodeTools implements Tools, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeTools.class);
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final DeliveryQueues queues;
  private final EntityWrites writes;
  private final PooledHttpCaller http;
  private final RedisPools redis;
  private final Set<AutoCloseable> exits = ConcurrentHashMap.newKeySet();
  private final @Nullable TrustManagerFactory trusted;
  private @Nullable X509TrustManager trust;
  private final MetricsPage metrics = new MetricsPage();
  private final NodeLog logs = new NodeLog();
  private final OrderDesk orders = new OrderDesk();
  private final Tracing tracing;

  /// @param trusted whom to trust in TLS; null for the authorities the Java platform trusts
  /// @param writes commits what plugins make while they serve; not closed with this object
  public NodeTools(
      InstantSource clock,
      @Nullable TrustManagerFactory trusted,
      Tracing tracing,
      EntityWrites writes) {
    this.tracing = tracing;
    this.writes = writes;
    queues = new DeliveryQueues(clock);
    metrics.show(queues);
    http = new PooledHttpCaller(trusted);
    redis = new RedisPools(trusted);
    this.trusted = trusted;
  }

  @Override
  public HttpCaller http() {
    return http;
  }

  @Override
  public BatchQueue queue(String name, QueueConfig config, BatchSink sink) {
    return queues.open(name, config, sink);
  }

  @Override
  public Redis redis(RedisServers servers) {
    return redis.of(servers);
  }

  @Override
  public EntityWrites writes() {
    return writes;
  }

  private static X509TrustManager trustManager(@Nullable TrustManagerFactory trusted) {
    try {
      TrustManagerFactory factory = trusted;
      if (factory == null) {
        factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
      }
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager found) {
          return found;
        }
      }
      throw new IllegalStateException("the trusted certificates make no trust manager");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform's trusted certificates can't be read", e);
    }
  }

  @Override
  public Metrics.Registration atExit(AutoCloseable part) {
    exits.add(part);
    return () -> exits.remove(part);
  }

  @Override
  public synchronized X509TrustManager trust() {
    X509TrustManager found = trust;
    if (found == null) { // The platform's authorities take a while to read, and few plugins ask.
      found = trustManager(trusted);
      trust = found;
    }
    return found;
  }

  @Override
  public MetricsPage metrics() {
    return metrics;
  }

  @Override
  public LogLines logs() {
    return logs;
  }

  @Override
  public OrderDesk orders() {
    return orders;
  }

  @Override
  public Tracing tracing() {
    return tracing;
  }

  /// Sends what queues still hold, for at most five seconds, then lets go of all connections.
  @Override
  @SuppressWarnings("IllegalCatch") // One part's defect must not keep the others open.
  public void close() {
    for (AutoCloseable part : exits) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("a part of a plugin did not end well", e);
      }
    }
    try {
      queues.drain(DRAIN);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    http.close();
    redis.close();
  }
}
