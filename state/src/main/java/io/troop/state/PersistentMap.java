package io.troop.state;

import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A hash map that is replaced, never edited: [#with] and [#without] yield another map that shares
/// all but a few small arrays. *Immutable and thread-safe.*
///
/// A hash array mapped trie: every level looks at five bits of the hash.
public final class PersistentMap<K, V> {
  private static final int BITS = 5;
  private static final int MASK = (1 << BITS) - 1;
  private static final PersistentMap<Object, Object> EMPTY = new PersistentMap<>(null, 0);

  /// Null, a [Leaf] or a [Branch].
  private final @Nullable Object root;

  private final int size;

  private PersistentMap(@Nullable Object root, int size) {
    this.root = root;
    this.size = size;
  }

  private record Branch(int bitmap, Object[] slots) {
    int index(int bit) {
      return Integer.bitCount(bitmap & (bit - 1));
    }
  }

  /// One entry, chained to those of other keys with the same hash.
  private record Leaf(int hash, Object key, Object value, @Nullable Leaf next) {}

  @SuppressWarnings("unchecked") // it holds nothing of any type
  public static <K, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  @SuppressWarnings("unchecked") // only with() puts values in
  public @Nullable V get(Object key) {
    int hash = spread(key);
    Object at = root;
    for (int rest = hash; at instanceof Branch branch; rest >>>= BITS) {
      int bit = 1 << (rest & MASK);
      if ((branch.bitmap & bit) == 0) {
        return null;
      }
      at = branch.slots[branch.index(bit)];
    }
    for (Leaf leaf = (Leaf) at; leaf != null; leaf = leaf.next) {
      if (leaf.hash == hash && leaf.key.equals(key)) {
        return (V) leaf.value;
      }
    }
    return null;
  }

  /// The map in which `key` has this value.
  public PersistentMap<K, V> with(K key, V value) {
    Leaf leaf = new Leaf(spread(key), key, value, null);
    return new PersistentMap<>(put(root, leaf, 0), get(key) == null ? size + 1 : size);
  }

  /// The map without `key`; this very map when it has none.
  public PersistentMap<K, V> without(Object key) {
    return get(key) == null
        ? this
        : new PersistentMap<>(remove(root, key, spread(key), 0), size - 1);
  }

  /// The map in which the value of `key` is what `change` makes of it.
  ///
  /// @param change gets the value so far, null for none, and returns null to remove the key
  public PersistentMap<K, V> changed(K key, UnaryOperator<@Nullable V> change) {
    V before = get(key);
    V after = change.apply(before);
    if (after == null) {
      return without(key);
    }
    return after.equals(before) ? this : with(key, after);
  }

  /// Hands over every entry, in no order that means anything.
  public void forEach(BiConsumer<? super K, ? super V> action) {
    visit(root, action);
  }

  @SuppressWarnings("unchecked") // only with() puts entries in
  private static <K, V> void visit(@Nullable Object at, BiConsumer<? super K, ? super V> action) {
    if (at instanceof Branch branch) {
      for (Object slot : branch.slots) {
        visit(slot, action);
      }
    } else {
      for (Leaf leaf = (Leaf) at; leaf != null; leaf = leaf.next) {
        action.accept((K) leaf.key, (V) leaf.value);
      }
    }
  }

  private static Object put(@Nullable Object at, Leaf leaf, int shift) {
    if (at == null) {
      return leaf;
    }
    if (at instanceof Leaf there) {
      return there.hash == leaf.hash
          ? new Leaf(leaf.hash, leaf.key, leaf.value, unchained(there, leaf.key))
          : put(put(new Branch(0, new Object[0]), there, shift), leaf, shift);
    }
    Branch branch = (Branch) at;
    int bit = 1 << ((leaf.hash >>> shift) & MASK);
    int index = branch.index(bit);
    if ((branch.bitmap & bit) != 0) {
      Object[] slots = branch.slots.clone();
      slots[index] = put(slots[index], leaf, shift + BITS);
      return new Branch(branch.bitmap, slots);
    }
    Object[] slots = new Object[branch.slots.length + 1];
    System.arraycopy(branch.slots, 0, slots, 0, index);
    slots[index] = leaf;
    System.arraycopy(branch.slots, index, slots, index + 1, branch.slots.length - index);
    return new Branch(branch.bitmap | bit, slots);
  }

  private static @Nullable Object remove(@Nullable Object at, Object key, int hash, int shift) {
    if (!(at instanceof Branch branch)) {
      return unchained((Leaf) at, key);
    }
    int bit = 1 << ((hash >>> shift) & MASK);
    int index = branch.index(bit);
    Object rest = remove(branch.slots[index], key, hash, shift + BITS);
    if (rest != null) {
      Object[] slots = branch.slots.clone();
      slots[index] = rest;
      return slots.length == 1 && rest instanceof Leaf ? rest : new Branch(branch.bitmap, slots);
    }
    if (branch.slots.length == 1) {
      return null;
    }
    Object[] slots = Arrays.copyOf(branch.slots, branch.slots.length - 1);
    System.arraycopy(branch.slots, index + 1, slots, index, slots.length - index);
    return slots.length == 1 && slots[0] instanceof Leaf
        ? slots[0]
        : new Branch(branch.bitmap & ~bit, slots);
  }

  private static @Nullable Leaf unchained(@Nullable Leaf leaf, Object key) {
    if (leaf == null) {
      return null;
    }
    return leaf.key.equals(key)
        ? leaf.next
        : new Leaf(leaf.hash, leaf.key, leaf.value, unchained(leaf.next, key));
  }

  private static int spread(Object key) {
    int hash = key.hashCode();
    return hash ^ (hash >>> 16);
  }
}
