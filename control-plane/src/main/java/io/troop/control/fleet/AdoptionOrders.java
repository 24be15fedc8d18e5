package io.troop.control.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Orders to adopt the control plane's history, for the nodes of all its processes. Whoever takes
/// an order carries it out on the nodes connected here and leaves it in the database, where the
/// others find it within a second or two. *Thread-safe.*
final class AdoptionOrders {

  /// What was ordered earlier is of no use any more: nodes that came meanwhile were not meant.
  private static final String RECENT = "ordered_at > now() - interval '1 minute'";

  private final JdbcClient database;
  private final TransactionTemplate transaction;
  private final Adoption here;
  private final Fleet fleet;
  private final Set<UUID> done = new HashSet<>();

  AdoptionOrders(
      JdbcClient database, PlatformTransactionManager transactions, Adoption here, Fleet fleet) {
    this.database = database;
    this.transaction = new TransactionTemplate(transactions);
    this.here = here;
    this.fleet = fleet;
  }

  /// What came of an order.
  ///
  /// @param told nodes connected to this process, which have it already
  /// @param passedOn nodes connected to others, which get it from there
  record Given(List<UUID> told, List<UUID> passedOn) {}

  private record Order(UUID id, UUID controlPlane, @Nullable UUID node) {}

  /// @param node null for all that refuse to by themselves
  Given order(UUID controlPlane, @Nullable UUID node) {
    Order order = new Order(UUID.randomUUID(), controlPlane, node);
    isNew(order);
    transaction.executeWithoutResult(_ -> leave(order));
    List<UUID> told = here.order(controlPlane, node);
    List<UUID> passedOn = new ArrayList<>();
    for (NodeView each : fleet.nodes(controlPlane)) {
      boolean meant = node == null ? each.rejection() != null : node.equals(each.id());
      if (meant && each.connected() && !told.contains(each.id())) {
        passedOn.add(each.id());
      }
    }
    return new Given(told, List.copyOf(passedOn));
  }

  private void leave(Order order) {
    database
        .sql("insert into adoption_order (id, control_plane, node) values (?, ?, ?)")
        .param(order.id())
        .param(order.controlPlane())
        .param(order.node())
        .update();
    database.sql("delete from adoption_order where ordered_at < now() - interval '1 day'").update();
  }

  /// Orders given before this process was there are not for its nodes.
  void begin() {
    recent().forEach(this::isNew);
  }

  /// Carries out what others took.
  void refresh() {
    for (Order order : recent()) {
      if (isNew(order)) {
        here.order(order.controlPlane(), order.node());
      }
    }
  }

  private List<Order> recent() {
    return database
        .sql("select * from adoption_order where " + RECENT + " order by ordered_at")
        .query((row, _) ->
            new Order(
                row.getObject("id", UUID.class),
                row.getObject("control_plane", UUID.class),
                row.getObject("node", UUID.class)))
        .list();
  }

  private synchronized boolean isNew(Order order) {
    return done.add(order.id());
  }
}
