package io.troop.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A share of an image: its entities in the order of their keys, and the sum of their hashes.
/// *Immutable*, compared by identity: images share buckets.
final class Bucket {

  static final Bucket EMPTY = new Bucket(new Entity[0], Hash.ZERO);

  private static final UUID LEAST_ID = new UUID(Long.MIN_VALUE, Long.MIN_VALUE);

  private final Entity[] entities;
  private final Hash sum;

  private Bucket(Entity[] entities, Hash sum) {
    this.entities = entities;
    this.sum = sum;
  }

  Hash sum() {
    return sum;
  }

  int size() {
    return entities.length;
  }

  @Nullable Entity get(EntityKey key) {
    int at = position(key, Arrays.asList(entities));
    return at < 0 ? null : entities[at];
  }

  /// This bucket after the changes; itself when nothing differs.
  Bucket with(List<Change> changes) {
    List<Entity> list = new ArrayList<>(Arrays.asList(entities));
    Hash next = sum;
    boolean differs = false;
    for (Change change : changes) {
      int at = position(change.key(), list);
      Entity after = change.after();
      if (at >= 0 && after != null && list.get(at).equals(after)) {
        continue;
      }
      if (at < 0 && after == null) {
        continue;
      }
      differs = true;
      if (at >= 0) {
        next = next.minus(list.get(at).hash());
      }
      if (after == null) {
        list.remove(at);
      } else {
        next = next.plus(after.hash());
        if (at >= 0) {
          list.set(at, after);
        } else {
          list.add(-at - 1, after);
        }
      }
    }
    return differs ? new Bucket(list.toArray(Entity[]::new), next) : this;
  }

  /// Adds the entities of one kind: they stand side by side.
  void collect(String kind, List<Entity> into) {
    int at = position(new EntityKey(kind, LEAST_ID), Arrays.asList(entities));
    for (int i = at < 0 ? -at - 1 : at; i < entities.length; i++) {
      if (!entities[i].key().kind().equals(kind)) {
        return;
      }
      into.add(entities[i]);
    }
  }

  /// Adds the changes that turn this bucket into the other one.
  void changesTo(Bucket other, List<Change> into) {
    for (Entity before : entities) {
      if (other.get(before.key()) == null) {
        into.add(Change.delete(before.key()));
      }
    }
    for (Entity after : other.entities) {
      if (!after.equals(get(after.key()))) {
        into.add(Change.put(after));
      }
    }
  }

  private static int position(EntityKey key, List<Entity> sorted) {
    int low = 0;
    int high = sorted.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = sorted.get(middle).key().compareTo(key);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -low - 1;
  }

  List<Entity> list() {
    return Collections.unmodifiableList(Arrays.asList(entities));
  }
}
