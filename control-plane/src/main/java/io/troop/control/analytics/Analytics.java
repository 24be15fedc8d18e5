package io.troop.control.analytics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/// Answers questions about traffic. *Thread-safe.*
public final class Analytics {

  private final TrafficStore store;

  Analytics(TrafficStore store) {
    this.store = store;
  }

  /// What traffic may be told apart by.
  enum Dimension {
    ROUTE,
    SERVICE,
    CONSUMER,
    NODE,
    PLUGIN;

    Object of(Cell cell) {
      return switch (this) {
        case ROUTE -> cell.route();
        case SERVICE -> cell.service();
        case CONSUMER -> cell.consumer();
        case NODE -> cell.node();
        case PLUGIN -> cell.plugin();
      };
    }
  }

  /// Traffic of one group.
  ///
  /// @param key one id for each dimension asked for, zeros for none; of a plugin, its name
  /// @param points by the beginning of their step
  record Group(List<Object> key, Totals total, TreeMap<Instant, Totals> points) {}

  /// Traffic by group, that with most requests first.
  List<Group> groups(TrafficStore.Question question, List<Dimension> by) {
    Map<List<Object>, Group> groups = new HashMap<>();
    store.read(
        question,
        (cell, totals) -> {
          List<Object> key = new ArrayList<>();
          by.forEach(dimension -> key.add(dimension.of(cell)));
          Group group =
              groups.computeIfAbsent(key, _ -> new Group(key, new Totals(), new TreeMap<>()));
          group.total().add(totals);
          group.points().computeIfAbsent(cell.at(), _ -> new Totals()).add(totals);
        });
    return groups.values().stream()
        .sorted((a, b) -> Long.compare(b.total().requests(), a.total().requests()))
        .toList();
  }

  /// What two parts of the fleet carried.
  public record Split(Totals inside, Totals outside) {}

  /// What some nodes carried, and what all others did, in a span of time, by whole minutes.
  public Split split(UUID controlPlane, Instant from, Instant to, Predicate<UUID> inside) {
    Split split = new Split(new Totals(), new Totals());
    store.read(
        new TrafficStore.Question(
            controlPlane,
            Step.MINUTE,
            Step.MINUTE.of(from),
            to,
            true,
            null,
            null,
            null,
            null,
            false,
            null),
        (cell, totals) ->
            (inside.test(cell.node()) ? split.inside() : split.outside()).add(totals));
    return split;
  }
}
