package io.troop.control.sync;

import io.grpc.stub.StreamObserver;
import io.troop.control.fleet.Member;
import io.troop.plugin.json.Json;
import io.troop.plugin.tools.Orders;
import io.troop.proto.order.v1.Order;
import io.troop.proto.order.v1.OrderServiceGrpc;
import io.troop.proto.order.v1.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands orders to the nodes that are connected to this process. *Thread-safe.*
public final class OrderService extends OrderServiceGrpc.OrderServiceImplBase {
  private static final Logger LOG = LoggerFactory.getLogger(OrderService.class);

  private final Map<UUID, Set<OrderLine>> lines = new ConcurrentHashMap<>();

  @Override
  public StreamObserver<Report> attend(StreamObserver<Order> out) {
    Member member = SyncService.MEMBER.get();
    Set<OrderLine> all =
        lines.computeIfAbsent(member.controlPlane(), _ -> ConcurrentHashMap.newKeySet());
    OrderLine line = new OrderLine(member, out, all::remove);
    all.add(line);
    return line;
  }

  /// Cuts the streams of these members: their certificates are not trusted any more.
  void revoke(Predicate<Member> members) {
    for (Set<OrderLine> all : lines.values()) {
      all.stream().filter(line -> members.test(line.member())).forEach(OrderLine::cut);
    }
  }

  /// Hands an order to all nodes of a control plane, and waits for what they say. Nodes that do not
  /// answer in time, or could not do it, are left out.
  public List<Orders.Reply> ask(
      UUID controlPlane, String plugin, Orders.Order order, Duration limit) {
    Order message =
        Order.newBuilder()
            .setPlugin(plugin)
            .setMethod(order.method())
            .setPath(order.path())
            .addAllParameters(order.parameters())
            .build();
    List<CompletableFuture<Report>> awaited = new ArrayList<>();
    lines.getOrDefault(controlPlane, Set.of()).forEach(line -> awaited.add(line.order(message)));
    long deadline = System.nanoTime() + limit.toNanos();
    List<Orders.Reply> replies = new ArrayList<>();
    for (CompletableFuture<Report> report : awaited) {
      try {
        Report got = report.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        if (got.getProblem().isEmpty()) {
          replies.add(reply(got));
        } else {
          LOG.warn("a node could not {} {}: {}", order.method(), order.path(), got.getProblem());
        }
      } catch (ExecutionException | TimeoutException problem) {
        LOG.warn(
            "a node did not answer {} {}: {}", order.method(), order.path(), problem.toString());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return replies;
      }
    }
    return replies;
  }

  private static Orders.Reply reply(Report report) {
    Map<String, @Nullable Object> document = null;
    if (!report.getDocument().isEmpty()
        && Json.parse(report.getDocument().toByteArray()) instanceof Map<?, ?> members) {
      document = new LinkedHashMap<>();
      for (Map.Entry<?, ?> member : members.entrySet()) {
        document.put(String.valueOf(member.getKey()), member.getValue());
      }
    }
    return new Orders.Reply(report.getFound(), document);
  }
}
