package io.troop.control.sync;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.troop.control.fleet.Member;
import io.troop.proto.order.v1.Order;
import io.troop.proto.order.v1.Report;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// The stream of one node that takes orders. *Thread-safe.*
final class OrderLine implements StreamObserver<Report> {
  private final Member member;
  private final StreamObserver<Order> out;
  private final Consumer<OrderLine> ended;
  private final Map<Long, CompletableFuture<Report>> awaited = new HashMap<>();
  private long number;
  private boolean over;

  OrderLine(Member member, StreamObserver<Order> out, Consumer<OrderLine> ended) {
    this.member = member;
    this.out = out;
    this.ended = ended;
  }

  Member member() {
    return member;
  }

  /// Ends the stream: the node's certificate is not trusted any more.
  void cut() {
    synchronized (this) {
      if (!over) {
        out.onError(
            Status.UNAUTHENTICATED
                .withDescription("the certificate was deleted")
                .asRuntimeException());
      }
    }
    end();
  }

  /// Gives an order. The result fails when the node goes away.
  synchronized CompletableFuture<Report> order(Order order) {
    CompletableFuture<Report> report = new CompletableFuture<>();
    if (over) {
      report.completeExceptionally(new IllegalStateException("the node went away"));
      return report;
    }
    number++;
    awaited.put(number, report);
    out.onNext(order.toBuilder().setNumber(number).build());
    return report;
  }

  @Override
  public void onNext(Report report) {
    CompletableFuture<Report> waiting;
    synchronized (this) {
      waiting = awaited.remove(report.getNumber());
    }
    if (waiting != null) {
      waiting.complete(report);
    }
  }

  @Override
  public void onError(Throwable problem) {
    end();
  }

  @Override
  public void onCompleted() {
    out.onCompleted();
    end();
  }

  private void end() {
    Map<Long, CompletableFuture<Report>> left;
    synchronized (this) {
      over = true;
      left = Map.copyOf(awaited);
      awaited.clear();
    }
    ended.accept(this);
    left.values()
        .forEach(report ->
            report.completeExceptionally(new IllegalStateException("the node went away")));
  }
}
