package io.troop.proxy.telemetry;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What consumers had on routes: a hash table whose entries lie in one array, without nodes and
/// tables of tables, because each request of a known client looks here, mostly for an entry that no
/// cache of the processor holds. *Confined to one thread at a time.*
final class ConsumerTraffic {

  /// What one consumer had on one route.
  record Entry(@Nullable UUID route, @Nullable UUID service, UUID consumer, Traffic traffic) {}

  private @Nullable Entry[] slots = new Entry[16];
  private int size;

  /// What a consumer had on a route, null for requests that no route matched; null for nothing yet.
  @Nullable Traffic find(@Nullable UUID route, UUID consumer) {
    Entry found = slots[slot(slots, route, consumer)];
    return found == null ? null : found.traffic;
  }

  /// Begins with an entry that is not there yet.
  Traffic add(@Nullable UUID route, @Nullable UUID service, UUID consumer) {
    if (2 * (size + 1) > slots.length) {
      grow();
    }
    Entry fresh = new Entry(route, service, consumer, new Traffic());
    slots[slot(slots, route, consumer)] = fresh;
    size++;
    return fresh.traffic;
  }

  void forEach(TrafficTable.Visitor visitor) {
    for (Entry entry : slots) {
      if (entry != null) {
        visitor.visit(
            new TrafficTable.Key(entry.route, entry.service, entry.consumer), entry.traffic);
      }
    }
  }

  private void grow() {
    @Nullable Entry[] wider = new Entry[slots.length * 2];
    for (Entry entry : slots) {
      if (entry != null) {
        wider[slot(wider, entry.route, entry.consumer)] = entry;
      }
    }
    slots = wider;
  }

  /// The slot that has this entry or, when none has, the free one where it belongs. Half of the
  /// slots, at least, are free.
  private static int slot(@Nullable Entry[] slots, @Nullable UUID route, UUID consumer) {
    int last = slots.length - 1;
    int hash = (31 * Objects.hashCode(route) + consumer.hashCode()) * 0x9E3779B9;
    for (int at = (hash ^ hash >>> 16) & last; ; at = at + 1 & last) {
      Entry entry = slots[at];
      if (entry == null
          || (Objects.equals(entry.consumer, consumer) && Objects.equals(entry.route, route))) {
        return at;
      }
    }
  }
}
