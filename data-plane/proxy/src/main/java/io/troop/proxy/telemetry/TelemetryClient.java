package io.troop.proxy.telemetry;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.troop.proto.telemetry.v1.Batch;
import io.troop.proto.telemetry.v1.Received;
import io.troop.proto.telemetry.v1.TelemetryServiceGrpc;
import io.troop.proto.telemetry.v1.Vitals;
import io.troop.proxy.sync.Problems;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the control plane, every few seconds, what this node carried and how it is. What can't be
/// sent waits, up to a bound; then the oldest is given up. *Thread-safe*; all its work happens on
/// one thread of its own.
public final class TelemetryClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TelemetryClient.class);
  private static final long MOST_BYTES = 8L * 1024 * 1024;
  private static final Duration LEAST_WAIT = Duration.ofSeconds(2);
  private static final Duration MOST_WAIT = Duration.ofSeconds(10);

  private final Supplier<ManagedChannel> dialer;
  private final LoopTraffic loops;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Reports reports;
  private final Backlog backlog = new Backlog(MOST_BYTES);
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("telemetry").daemon(true).factory());

  private @Nullable ManagedChannel channel;
  private @Nullable ClientCallStreamObserver<Batch> out;
  private boolean wasLost;
  private boolean closed;

  /// @param dialer opens a channel to the telemetry endpoint
  public TelemetryClient(
      Supplier<ManagedChannel> dialer,
      UUID node,
      LoopTraffic loops,
      InstantSource clock,
      RandomGenerator random) {
    this.dialer = dialer;
    this.loops = loops;
    this.clock = clock;
    this.random = random;
    UUID epoch = new UUID(random.nextLong(), random.nextLong());
    this.reports = new Reports(node, epoch, clock.instant());
  }

  /// Begins to dial and to report; returns at once.
  public void start(Duration period) {
    thread.execute(this::dial);
    var _ =
        thread.scheduleWithFixedDelay(
            () -> loops.collect(tables -> onThread(() -> report(tables))),
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void report(List<TrafficTable> tables) {
    backlog.add(reports.next(tables, vitals(), clock.instant()));
    pump();
  }

  private Vitals vitals() {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    return Vitals.newBuilder()
        .setHeapUsedBytes(heap.getUsed())
        .setHeapMostBytes(heap.getMax())
        .setUptimeMillis(ManagementFactory.getRuntimeMXBean().getUptime())
        .setConnectionsActive(loops.connections())
        .setRequestsTotal(loops.requests())
        .setDroppedBatches(backlog.dropped())
        .build();
  }

  private void pump() {
    ClientCallStreamObserver<Batch> stream = out;
    while (stream != null && stream.isReady()) {
      Batch batch = backlog.next();
      if (batch == null) {
        return;
      }
      stream.onNext(batch);
    }
  }

  private void dial() {
    if (closed) {
      return;
    }
    try {
      ManagedChannel opened = dialer.get();
      channel = opened;
      TelemetryServiceGrpc.newStub(opened).report(new Stream());
    } catch (RuntimeException problem) {
      lost(Status.fromThrowable(problem));
    }
  }

  private void lost(Status status) {
    out = null;
    backlog.again();
    ManagedChannel opened = channel;
    channel = null;
    if (opened != null) {
      opened.shutdownNow();
    }
    if (closed) {
      return;
    }
    if (!wasLost) {
      LOG.warn(
          "telemetry can't be sent for now and waits, {} at most: {}",
          MOST_BYTES / 1024 / 1024 + " MiB",
          Problems.text(status));
    }
    wasLost = true;
    long wait = random.nextLong(LEAST_WAIT.toMillis(), MOST_WAIT.toMillis());
    var _ = thread.schedule(this::dial, wait, TimeUnit.MILLISECONDS);
  }

  private void onThread(Runnable work) {
    try {
      thread.execute(() -> {
        try {
          work.run();
        } catch (RuntimeException problem) {
          LOG.error("telemetry failed; its stream is opened anew", problem);
          lost(Status.fromThrowable(problem));
        }
      });
    } catch (RejectedExecutionException _) {
      // The client was closed meanwhile.
    }
  }

  private final class Stream implements ClientResponseObserver<Batch, Received> {
    private @Nullable ClientCallStreamObserver<Batch> mine;

    @Override
    public void beforeStart(ClientCallStreamObserver<Batch> stream) {
      mine = stream;
      out = stream;
      stream.setOnReadyHandler(() -> onThread(TelemetryClient.this::pump));
    }

    @Override
    public void onNext(Received received) {
      onThread(() -> {
        if (wasLost) {
          LOG.info("telemetry is sent again; {} reports were given up", backlog.dropped());
          wasLost = false;
        }
        backlog.arrived(received.getSequence());
      });
    }

    @Override
    public void onError(Throwable problem) {
      ended(Status.fromThrowable(problem));
    }

    @Override
    public void onCompleted() {
      ended(Status.UNAVAILABLE.withDescription("the control plane ended the stream"));
    }

    private void ended(Status status) {
      onThread(() -> {
        if (Objects.equals(out, mine)) {
          lost(status);
        }
      });
    }
  }

  /// Sends what there is, if it can be sent at once, and ends.
  @Override
  public void close() {
    CountDownLatch reported = new CountDownLatch(1);
    loops.collect(tables ->
        onThread(() -> {
          report(tables);
          reported.countDown();
        }));
    try {
      var _ = reported.await(1, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    onThread(() -> {
      closed = true;
      ClientCallStreamObserver<Batch> stream = out;
      if (stream != null) {
        stream.onCompleted();
      }
      if (channel != null) {
        channel.shutdown();
      }
    });
    thread.shutdown();
    try {
      if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
