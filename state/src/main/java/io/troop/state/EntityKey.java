package io.troop.state;

import java.util.Comparator;
import java.util.UUID;

/// What names one entity within a control plane. *Immutable.* Ordered by kind, then by id.
///
/// @param kind Kong's name of the collection, such as `services`
/// @param id the entity's id, unique within its kind over all workspaces
public record EntityKey(String kind, UUID id) implements Comparable<EntityKey> {

  private static final Comparator<EntityKey> ORDER =
      Comparator.comparing(EntityKey::kind).thenComparing(EntityKey::id);

  /// The bucket of an image this key belongs to, the same on every machine: the ids of a client may
  /// be counted up, so their bits are mixed.
  int bucket() {
    long bits = id.getMostSignificantBits() * 31 + id.getLeastSignificantBits() + kind.hashCode();
    bits = (bits ^ (bits >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return (int) ((bits ^ (bits >>> 33)) & (Image.BUCKETS - 1));
  }

  @Override
  public int compareTo(EntityKey other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return kind + "/" + id;
  }
}
