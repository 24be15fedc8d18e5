package io.troop.proxy.sync;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.troop.proto.sync.v1.Farewell;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proto.sync.v1.Welcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a stream to the control plane: serves what is on disk first, then dials, and dials again
/// whenever the stream is lost. *Thread-safe*; all its work happens on one thread of its own.
public final class SyncClient implements LocalControl, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SyncClient.class);

  private final Supplier<ManagedChannel> dialer;
  private final String uri;
  private final NodeFacts facts;
  private final HeldConfig config;
  private final ConfigStore store;
  private final SyncStatus status;
  private final CentralWrites writes;
  private final RandomGenerator random;
  private final ExecutorService disk;
  private final Consumer<ManagedChannel> alongside;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sync").daemon(true).factory());

  private Retry retry = Retry.USUAL;
  private String lastProblem = "";
  private @Nullable ManagedChannel channel;
  private @Nullable SyncLink link;
  private @Nullable SyncSession session;
  private @Nullable ScheduledFuture<?> heartbeat;
  private @Nullable ScheduledFuture<?> nextTry;
  private boolean closed;

  /// @param disk stores configurations; ended with this client, after what it has begun
  /// @param alongside is told of each connection that has become useful, to open streams of its own
  SyncClient(
      Supplier<ManagedChannel> dialer,
      String uri,
      NodeFacts facts,
      HeldConfig config,
      ConfigStore store,
      SyncStatus status,
      CentralWrites writes,
      RandomGenerator random,
      ExecutorService disk,
      Consumer<ManagedChannel> alongside) {
    this.dialer = dialer;
    this.uri = uri;
    this.facts = facts;
    this.config = config;
    this.store = store;
    this.status = status;
    this.writes = writes;
    this.random = random;
    this.disk = disk;
    this.alongside = alongside;
  }

  /// Serves what is on disk, if anything is. Returns when it serves, or when it is clear that there
  /// is nothing.
  public void restore() {
    var restored = thread.submit(config::restore);
    try {
      restored.get();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException problem) {
      LOG.error("the configuration on disk can't be read", problem.getCause());
    }
  }

  /// Begins to dial; returns at once. To be called after [#restore].
  public void connect() {
    thread.execute(this::dial);
  }

  @Override
  public List<Long> revisions() {
    return onThread(store::revisions);
  }

  @Override
  public void pin(long revision) {
    onThread(() -> {
      config.pin(revision);
      tell();
      return true;
    });
  }

  @Override
  public void unpin() {
    onThread(() -> {
      config.unpin();
      tell();
      return true;
    });
  }

  /// Has the control plane hear of it at once.
  private void tell() {
    if (session != null && status.isConnected()) {
      session.heartbeat();
    }
  }

  private <T> T onThread(Callable<T> work) {
    try {
      return thread.submit(work).get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the order was carried out", interrupted);
    } catch (ExecutionException problem) {
      if (problem.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(problem.getCause());
    }
  }

  private void dial() {
    if (closed) {
      return;
    }
    try {
      channel = dialer.get();
      SyncLink opened = new SyncLink(thread, this::opened, this::lost);
      link = opened;
      opened.open(
          SyncServiceGrpc.newStub(channel), out -> new SyncSession(facts, config, store, out));
    } catch (RuntimeException problem) {
      lost(Status.fromThrowable(problem), null);
    }
  }

  /// The control plane said who it is: from here on the stream is useful.
  private void opened(SyncSession session, Welcome welcome) {
    status.connected(true);
    writes.through(channel);
    this.session = session;
    lastProblem = "";
    LOG.info("connected to control plane {} ({})", uri, welcome.getControlPlaneName());
    if (channel != null) {
      alongside.accept(channel);
    }
    retry = Retry.hinted(welcome.getRetryLeastMillis(), welcome.getRetryMostMillis());
    Duration period = Duration.ofMillis(Math.max(1000, welcome.getHeartbeatMillis()));
    heartbeat =
        thread.scheduleAtFixedRate(
            () -> beat(session, period),
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void beat(SyncSession session, Duration period) {
    SyncLink current = link;
    if (current == null) {
      return;
    }
    if (current.silentFor(period.multipliedBy(3))) {
      current.cancel("no word for " + period.multipliedBy(3).toSeconds() + " seconds");
    } else {
      try {
        session.heartbeat();
      } catch (RuntimeException problem) {
        // It would be the last one: a schedule ends with the first exception.
        LOG.error("the stream to the control plane is ended by an error of this node", problem);
        current.cancel("the node failed: " + problem);
      }
    }
  }

  /// The stream is over, or never was.
  private void lost(Status problem, @Nullable Farewell farewell) {
    status.connected(false);
    writes.through(null);
    session = null;
    if (heartbeat != null) {
      heartbeat.cancel(false);
    }
    if (channel != null) {
      channel.shutdownNow();
    }
    link = null;
    if (closed) {
      return;
    }
    if (farewell != null) {
      retry = Retry.hinted(farewell.getRetryLeastMillis(), farewell.getRetryMostMillis());
    }
    Duration wait = retry.pick(random);
    String text = Problems.text(problem);
    String line = "connection to control plane {} broken: {} (retrying after {} seconds)";
    double seconds = Math.round(wait.toMillis() / 100.0) / 10.0;
    if (text.equals(lastProblem)) {
      LOG.debug(line, uri, text, seconds);
    } else {
      LOG.warn(line, uri, text, seconds);
      lastProblem = text;
    }
    nextTry = thread.schedule(this::dial, wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Ends the stream and the thread. What serves goes on serving.
  @Override
  public void close() {
    thread.execute(() -> {
      closed = true;
      if (nextTry != null) {
        nextTry.cancel(false);
      }
      if (link != null) {
        link.leave();
      }
      if (channel != null) {
        channel.shutdown();
      }
    });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
      disk.shutdown();
      if (!disk.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("the last configuration was not stored in time");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
