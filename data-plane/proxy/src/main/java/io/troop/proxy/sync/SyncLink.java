package io.troop.proxy.sync;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.troop.certs.TrustException;
import io.troop.proto.sync.v1.Farewell;
import io.troop.proto.sync.v1.FromNode;
import io.troop.proto.sync.v1.SyncServiceGrpc;
import io.troop.proto.sync.v1.ToNode;
import io.troop.proto.sync.v1.Welcome;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One gRPC stream. Messages are taken on the sync thread, and the next is asked for only when one
/// is done: a node that is busy compiling slows its control plane down instead of filling its
/// memory.
final class SyncLink implements ClientResponseObserver<FromNode, ToNode> {

  private static final Logger LOG = LoggerFactory.getLogger(SyncLink.class);

  private final Executor thread;
  private final BiConsumer<SyncSession, Welcome> opened;
  private final BiConsumer<Status, @Nullable Farewell> lost;
  private @Nullable ClientCallStreamObserver<FromNode> out;
  private @Nullable SyncSession session;
  private boolean greeted;
  private boolean over;
  private long lastHeard = System.nanoTime();

  SyncLink(
      Executor thread,
      BiConsumer<SyncSession, Welcome> opened,
      BiConsumer<Status, @Nullable Farewell> lost) {
    this.thread = thread;
    this.opened = opened;
    this.lost = lost;
  }

  /// Opens the stream and says the first word.
  void open(
      SyncServiceGrpc.SyncServiceStub stub, Function<Consumer<FromNode>, SyncSession> sessions) {
    SyncSession made = sessions.apply(this::send);
    session = made;
    stub.sync(this);
    made.start();
  }

  private void send(FromNode message) {
    if (out != null && !over) {
      out.onNext(message);
    }
  }

  /// Whether nothing was heard for so long.
  boolean silentFor(Duration time) {
    return System.nanoTime() - lastHeard > time.toNanos();
  }

  /// Breaks the stream.
  void cancel(String reason) {
    if (out != null) {
      out.cancel(reason, null);
    }
  }

  /// Says goodbye.
  void leave() {
    if (out != null && !over) {
      over = true;
      out.onCompleted();
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<FromNode> stream) {
    out = stream;
    stream.disableAutoRequestWithInitial(1);
  }

  @Override
  public void onNext(ToNode message) {
    onThread(() -> take(message));
  }

  private void take(ToNode message) {
    SyncSession current = session;
    ClientCallStreamObserver<FromNode> stream = out;
    if (over || current == null || stream == null) {
      return;
    }
    lastHeard = System.nanoTime();
    try {
      current.take(message);
      Welcome welcome = current.welcome();
      if (!greeted && welcome != null) {
        greeted = true;
        opened.accept(current, welcome);
      }
      stream.request(1);
    } catch (SyncException | TrustException | IllegalArgumentException problem) {
      stream.cancel(problem.getMessage(), problem);
      end(Status.CANCELLED.withDescription(problem.getMessage()));
    } catch (RuntimeException | Error problem) {
      // Left alone, the stream would stay open and nothing would ever be asked for again.
      LOG.error("the stream to the control plane is ended by an error of this node", problem);
      stream.cancel("the node failed: " + problem, problem);
      end(Status.INTERNAL.withDescription("this node failed: " + problem));
    }
  }

  @Override
  public void onError(Throwable problem) {
    onThread(() -> end(Status.fromThrowable(problem)));
  }

  @Override
  public void onCompleted() {
    onThread(() -> end(Status.UNAVAILABLE.withDescription("the control plane ended the stream")));
  }

  private void end(Status status) {
    if (!over) {
      over = true;
      lost.accept(status, session == null ? null : session.farewell());
    }
  }

  private void onThread(Runnable work) {
    try {
      thread.execute(work);
    } catch (RejectedExecutionException _) {
      // The client was closed meanwhile.
    }
  }
}
