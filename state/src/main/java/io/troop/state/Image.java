package io.troop.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All entities of one control plane at one moment. *Immutable and thread-safe*: [#apply] yields
/// another image that shares what did not change, so a change costs what it touches.
///
/// Entities are spread over [#BUCKETS] buckets by their keys. A bucket's hash is the sum of its
/// entities' hashes modulo 2^256, so it does not depend on the order or on the grouping of changes.
/// Two images with different roots find the differing buckets by [#bucketHashes] and exchange only
/// these.
public final class Image {

  /// How many buckets every image has; a power of two, part of what a root means.
  public static final int BUCKETS = 1024;

  /// The image without entities.
  public static final Image EMPTY = new Image(filled(), 0);

  private final Bucket[] buckets;
  private final int size;

  private Image(Bucket[] buckets, int size) {
    this.buckets = buckets;
    this.size = size;
  }

  private static Bucket[] filled() {
    Bucket[] buckets = new Bucket[BUCKETS];
    Arrays.fill(buckets, Bucket.EMPTY);
    return buckets;
  }

  /// The image of exactly these entities.
  public static Image of(Iterable<Entity> entities) {
    List<Change> changes = new ArrayList<>();
    entities.forEach(entity -> changes.add(Change.put(entity)));
    return EMPTY.apply(changes);
  }

  /// The image after these changes, applied in their order; this very image when nothing differs.
  public Image apply(List<Change> changes) {
    Map<Integer, List<Change>> grouped = new HashMap<>();
    for (Change change : changes) {
      grouped.computeIfAbsent(change.key().bucket(), _ -> new ArrayList<>()).add(change);
    }
    Bucket[] next = buckets.clone();
    grouped.forEach((number, group) -> next[number] = next[number].with(group));
    return replacing(next, grouped.keySet());
  }

  /// The image in which one bucket holds exactly these entities; for repairs.
  ///
  /// @throws IllegalArgumentException for a number out of range or an entity of another bucket
  public Image withBucket(int number, List<Entity> entities) {
    Bucket[] next = buckets.clone();
    checkBucket(number);
    for (Entity entity : entities) {
      if (entity.key().bucket() != number) {
        throw new IllegalArgumentException(
            entity + " belongs to bucket " + entity.key().bucket() + " (expected: " + number + ")");
      }
    }
    next[number] = Bucket.EMPTY.with(entities.stream().map(Change::put).toList());
    return replacing(next, List.of(number));
  }

  private Image replacing(Bucket[] next, Iterable<Integer> numbers) {
    boolean same = true;
    int newSize = size;
    for (int number : numbers) {
      same &= next[number] == buckets[number];
      newSize += next[number].size() - buckets[number].size();
    }
    return same ? this : new Image(next, newSize);
  }

  /// The entity with this key; null when there is none.
  public @Nullable Entity get(EntityKey key) {
    return buckets[key.bucket()].get(key);
  }

  /// All entities of a kind over all workspaces, in no order that means anything. The cost does not
  /// grow with the entities of other kinds.
  public List<Entity> ofKind(String kind) {
    List<Entity> found = new ArrayList<>();
    for (Bucket bucket : buckets) {
      bucket.collect(kind, found);
    }
    return found;
  }

  /// Hands over every entity, in an order that is the same for equal images.
  public void forEach(Consumer<Entity> action) {
    for (Bucket bucket : buckets) {
      for (Entity entity : bucket.list()) {
        action.accept(entity);
      }
    }
  }

  /// How many entities there are.
  public int size() {
    return size;
  }

  /// The changes that turn this image into the other one. What both share is skipped unread, so
  /// between two revisions of one image this costs what changed.
  public List<Change> changesTo(Image other) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      if (buckets[i] != other.buckets[i]) {
        buckets[i].changesTo(other.buckets[i], changes);
      }
    }
    return changes;
  }

  /// The number of the bucket that an entity of this key belongs to.
  public static int bucketOf(EntityKey key) {
    return key.bucket();
  }

  /// The entities of one bucket.
  ///
  /// @throws IllegalArgumentException for a number out of range
  public List<Entity> bucket(int number) {
    checkBucket(number);
    return buckets[number].list();
  }

  /// The hashes of all buckets, by number.
  public List<Hash> bucketHashes() {
    return Arrays.stream(buckets).map(Bucket::sum).toList();
  }

  /// The numbers of the buckets whose hashes are not these.
  ///
  /// @throws IllegalArgumentException for another number of hashes than [#BUCKETS]
  public BitSet differingBuckets(List<Hash> hashes) {
    if (hashes.size() != BUCKETS) {
      throw new IllegalArgumentException(
          hashes.size() + " bucket hashes (expected: " + BUCKETS + ")");
    }
    BitSet differing = new BitSet(BUCKETS);
    for (int i = 0; i < BUCKETS; i++) {
      differing.set(i, !buckets[i].sum().equals(hashes.get(i)));
    }
    return differing;
  }

  /// The hash of this image as a state of one control plane. Every commit asks for it: a plain
  /// loop.
  public Root root(UUID controlPlane) {
    Hash[] hashes = new Hash[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      hashes[i] = buckets[i].sum();
    }
    return Root.of(controlPlane, Arrays.asList(hashes));
  }

  /// This image with every hash computed anew from the bytes it holds; equal roots mean that no
  /// byte changed in memory.
  public Image recomputed() {
    List<Entity> entities = new ArrayList<>(size);
    forEach(
        entity -> entities.add(Entity.received(entity.key(), entity.workspace(), entity.json())));
    return of(entities);
  }

  private static void checkBucket(int number) {
    if (number < 0 || number >= BUCKETS) {
      throw new IllegalArgumentException(
          "bucket " + number + " (expected: 0 to " + (BUCKETS - 1) + ")");
    }
  }

  /// Equal when they hold equal entities.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Image that && size == that.size && changesTo(that).isEmpty();
  }

  @Override
  public int hashCode() {
    return bucketHashes().hashCode();
  }

  @Override
  public String toString() {
    return "image of " + size + " entities";
  }
}
