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
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a stream to the control plane: serves what is on disk first, then dials, and dials again
/// whenever the stream is lost. *Thread-safe*; all its work happens on one thread of its own.
public final class SyncClient implements LocalControl, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SyncClient.class);

  /// How long a stream that another took over from may take to end.
  private static final Duration PARTING = Duration.ofSeconds(10);

  private final Supplier<ManagedChannel> dialer;
  private final String uri;
  private final NodeFacts facts;
  private final HeldConfig config;
  private final ConfigStore store;
  private final Credentials credentials;
  private final SyncStatus status;
  private final CentralWrites writes;
  private final RandomGenerator random;
  private final ExecutorService disk;
  private final Function<ManagedChannel, Runnable> alongside;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("sync").daemon(true).factory());

  private Retry retry = Retry.USUAL;
  private String lastProblem = "";

  /// The stream in use, or on its way to be.
  private @Nullable Connection current;

  /// One with another certificate that takes over as soon as it is welcome.
  private @Nullable Connection successor;

  private @Nullable ScheduledFuture<?> nextTry;
  private boolean closed;

  /// @param disk stores configurations; ended with this client, after what it has begun
  /// @param alongside is told of each connection that has become useful, to open streams of its
  ///   own; what it answers ends them
  SyncClient(
      Supplier<ManagedChannel> dialer,
      String uri,
      NodeFacts facts,
      HeldConfig config,
      ConfigStore store,
      Credentials credentials,
      SyncStatus status,
      CentralWrites writes,
      RandomGenerator random,
      ExecutorService disk,
      Function<ManagedChannel, Runnable> alongside) {
    this.dialer = dialer;
    this.uri = uri;
    this.facts = facts;
    this.config = config;
    this.store = store;
    this.credentials = credentials;
    this.status = status;
    this.writes = writes;
    this.random = random;
    this.disk = disk;
    this.alongside = alongside;
    credentials.onRenewal(this::succeed);
  }

  /// What this node shows and believes; for other connections to the same control plane.
  public Credentials credentials() {
    return credentials;
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
  public @Nullable String unsaved() {
    return store.problem();
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

  @Override
  public void adopt() {
    String who = "an order given here";
    onThread(() -> {
      Connection now = current;
      if (now != null && now.session != null && status.isConnected()) {
        now.session.adopt(who);
      } else {
        config.adopt(who);
      }
      return true;
    });
  }

  /// Has the control plane hear of it at once.
  private void tell() {
    Connection now = current;
    if (now != null && now.session != null && status.isConnected()) {
      now.session.heartbeat();
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
      Connection made = new Connection(dialer.get());
      current = made;
      made.open();
    } catch (RuntimeException problem) {
      lost(Status.fromThrowable(problem), null);
    }
  }

  /// Opens a stream with the new certificate; the one in use goes on until that is welcome, so that
  /// nothing is ever without a connection.
  private void succeed() {
    if (closed || successor != null || !status.isConnected()) {
      return;
    }
    try {
      Connection made = new Connection(dialer.get());
      successor = made;
      made.open();
    } catch (RuntimeException problem) {
      successor = null;
      LOG.warn("no stream can be opened with the new certificate: {}", problem.toString());
    }
  }

  /// A channel and the stream on it. *Confined to the sync thread.*
  private final class Connection {
    private final ManagedChannel channel;
    private final SyncLink link = new SyncLink(thread, this::opened, this::lost);
    private @Nullable SyncSession session;
    private @Nullable ScheduledFuture<?> heartbeat;
    private Runnable leaveAlongside = () -> {};

    Connection(ManagedChannel channel) {
      this.channel = channel;
    }

    void open() {
      link.open(
          SyncServiceGrpc.newStub(channel),
          out -> new SyncSession(facts, config, store, credentials, out));
    }

    /// The control plane said who it is: from here on the stream is useful.
    private void opened(SyncSession made, Welcome welcome) {
      if (closed) {
        return;
      }
      session = made;
      Connection before = current;
      if (successor == this) {
        successor = null;
        current = this;
      }
      status.connected(true);
      writes.through(channel);
      if (before != null && before != this) {
        before.leave();
        LOG.info("the stream goes on with the new certificate");
      }
      lastProblem = "";
      LOG.info("connected to control plane {} ({})", uri, welcome.getControlPlaneName());
      leaveAlongside = alongside.apply(channel);
      retry = Retry.hinted(welcome.getRetryLeastMillis(), welcome.getRetryMostMillis());
      Duration period = Duration.ofMillis(Math.max(1000, welcome.getHeartbeatMillis()));
      heartbeat =
          thread.scheduleAtFixedRate(
              () -> beat(made, period),
              period.toMillis(),
              period.toMillis(),
              TimeUnit.MILLISECONDS);
    }

    private void beat(SyncSession talking, Duration period) {
      if (link.silentFor(period.multipliedBy(3))) {
        link.cancel("no word for " + period.multipliedBy(3).toSeconds() + " seconds");
        return;
      }
      try {
        talking.heartbeat();
      } catch (RuntimeException problem) {
        // It would be the last one: a schedule ends with the first exception.
        LOG.error("the stream to the control plane is ended by an error of this node", problem);
        link.cancel("the node failed: " + problem);
      }
    }

    private void lost(Status problem, @Nullable Farewell farewell) {
      end();
      channel.shutdownNow();
      if (successor == this) {
        successor = null;
        LOG.warn(
            "the stream with the new certificate was not opened ({}); this one goes on",
            Problems.text(problem));
        if (!closed) {
          long wait = retry.pick(random).toMillis();
          thread.schedule(SyncClient.this::succeed, wait, TimeUnit.MILLISECONDS);
        }
      } else if (current == this) {
        if (session == null) {
          credentials.failed();
        }
        SyncClient.this.lost(problem, farewell);
      }
    }

    /// Ends it in peace: what plugins are just writing goes on to its end.
    void leave() {
      end();
      leaveAlongside.run();
      link.leave();
      channel.shutdown();
      thread.schedule(channel::shutdownNow, PARTING.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end() {
      if (heartbeat != null) {
        heartbeat.cancel(false);
      }
    }
  }

  /// The stream is over, or never was.
  private void lost(Status problem, @Nullable Farewell farewell) {
    if (closed) {
      return;
    }
    Connection next = successor;
    successor = null;
    current = next;
    status.connected(false);
    writes.through(null);
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
    if (next == null) {
      nextTry = thread.schedule(this::dial, wait.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /// Ends the stream and the thread. What serves goes on serving.
  @Override
  public void close() {
    thread.execute(() -> {
      closed = true;
      if (nextTry != null) {
        nextTry.cancel(false);
      }
      status.connected(false);
      writes.through(null);
      for (Connection open : new Connection[] {current, successor}) {
        if (open != null) {
          open.end();
          open.link.leave();
          open.channel.shutdown();
        }
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
