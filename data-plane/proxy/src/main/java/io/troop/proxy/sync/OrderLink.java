package io.troop.proxy.sync;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.Orders;
import io.troop.proto.order.v1.Order;
import io.troop.proto.order.v1.OrderServiceGrpc;
import io.troop.proto.order.v1.Report;
import io.troop.proxy.tools.OrderDesk;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes orders of the control plane, as long as one connection lives. *Thread-safe;* orders are
/// carried out one after the other, on a thread of its own.
final class OrderLink implements ClientResponseObserver<Report, Order> {
  private static final Logger LOG = LoggerFactory.getLogger(OrderLink.class);

  private final OrderDesk desk;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("orders").factory());
  private @Nullable ClientCallStreamObserver<Report> out;

  private OrderLink(OrderDesk desk) {
    this.desk = desk;
  }

  /// Opens the stream; it ends with the connection.
  ///
  /// @return ends it before
  static Runnable open(ManagedChannel channel, OrderDesk desk) {
    OrderLink link = new OrderLink(desk);
    OrderServiceGrpc.newStub(channel).attend(link);
    link.report(Report.getDefaultInstance());
    return link::leave;
  }

  private synchronized void leave() {
    ClientCallStreamObserver<Report> stream = out;
    out = null;
    if (stream != null) {
      stream.onCompleted();
    }
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Report> stream) {
    out = stream;
  }

  @Override
  public void onNext(Order order) {
    try {
      thread.execute(() -> report(obeyed(order)));
    } catch (RejectedExecutionException _) {
      // The connection was lost meanwhile.
    }
  }

  @SuppressWarnings("IllegalCatch") // whatever a plugin throws must not stop the others
  private Report obeyed(Order order) {
    Report.Builder report = Report.newBuilder().setNumber(order.getNumber());
    try {
      Orders.Reply reply =
          desk.ask(
              order.getPlugin(),
              new Orders.Order(order.getMethod(), order.getPath(), order.getParametersList()));
      report.setFound(reply.found());
      if (reply.document() != null) {
        report.setDocument(ByteString.copyFrom(Json.write(reply.document()).getBytes(UTF_8)));
      }
    } catch (RuntimeException problem) {
      LOG.warn("{} {} failed", order.getMethod(), order.getPath(), problem);
      report.setProblem(String.valueOf(problem.getMessage()));
    }
    return report.build();
  }

  private synchronized void report(Report report) {
    ClientCallStreamObserver<Report> stream = out;
    if (stream != null) {
      stream.onNext(report);
    }
  }

  /// A control plane that gives no orders, or a lost connection: the next one tries again.
  @Override
  public void onError(Throwable problem) {
    LOG.debug("no orders are taken for now: {}", problem.getMessage());
    thread.shutdownNow();
  }

  @Override
  public void onCompleted() {
    thread.shutdownNow();
  }
}
